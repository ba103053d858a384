// SPDX-License-Identifier: Apache-2.0
#include "voxItkImageIO.h"

#include "voxError.h"
#include "voxGridAxes.h"

#include <itkBMPImageIO.h>
#include <itkJPEGImageIO.h>
#include <itkMetaImageIO.h>
#include <itkNrrdImageIO.h>
#include <itkPNGImageIO.h>
#include <itkTIFFImageIO.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <mutex>
#include <vector>

namespace vox
{
namespace
{

/** ITK has one switch for warnings per process: the first guard turns it off and the last one restores it. */
struct WarningSwitch
{
  std::mutex mutex;
  int guards = 0;
  bool before = false;
};

WarningSwitch &
TheWarningSwitch()
{
  static WarningSwitch theSwitch;
  return theSwitch;
}

double
Length(const Matrix3 & direction, std::size_t axis)
{
  return std::hypot(direction[0][axis], direction[1][axis], direction[2][axis]);
}

} // namespace

itk::ImageIOBase::Pointer
MakeImageIO(ImageFormat format)
{
  switch (format)
  {
  case ImageFormat::Nifti:
  case ImageFormat::Mgh:
    break; // read and written here
  case ImageFormat::Nrrd:
    return itk::NrrdImageIO::New().GetPointer();
  case ImageFormat::MetaImage:
    return itk::MetaImageIO::New().GetPointer();
  case ImageFormat::Png:
    return itk::PNGImageIO::New().GetPointer();
  case ImageFormat::Jpeg:
    return itk::JPEGImageIO::New().GetPointer();
  case ImageFormat::Tiff:
    return itk::TIFFImageIO::New().GetPointer();
  case ImageFormat::Bmp:
    return itk::BMPImageIO::New().GetPointer();
  }
  Fail(ErrorKind::Internal, "an image format without a reader");
}

ImageGeometry
GeometryOf(const itk::ImageIOBase & io, const std::filesystem::path & path, std::vector<std::string> & notes)
{
  ImageGeometry geometry;
  const unsigned int axes = std::min(io.GetNumberOfDimensions(), 3U);
  for (unsigned int itkAxis = 0; itkAxis < axes; ++itkAxis)
  {
    const std::size_t axis = 2 - itkAxis;
    const std::vector<double> column = io.GetDirection(itkAxis);
    geometry.size[axis] = static_cast<std::int64_t>(io.GetDimensions(itkAxis));
    geometry.originLps[itkAxis] = io.GetOrigin(itkAxis) + 0.0;
    double spacing = io.GetSpacing(itkAxis);
    const double sign = spacing < 0.0 ? -1.0 : 1.0;
    for (std::size_t row = 0; row < 3; ++row)
    {
      geometry.directionLps[row][axis] = row < axes ? sign * column[row] + 0.0 : 0.0;
    }
    const double length = Length(geometry.directionLps, axis);
    if (std::abs(length - 1.0) > 1e-4 && length > 0.0) // what rounded text leaves is kept as it is
    {
      for (auto & row : geometry.directionLps)
      {
        row[axis] /= length;
      }
      spacing *= length;
    }
    geometry.spacingMm[axis] = std::abs(spacing);
    if (spacing < 0.0)
    {
      notes.push_back(fmt::format("{}: the voxel spacing along {} is {}, below 0; read as an axis that runs backwards",
                                  path.string(), "xyz"[itkAxis], spacing));
    }
    if (geometry.size[axis] < 1)
    {
      Fail(ErrorKind::BadInput, "{}: has no voxels along {}; the file is damaged", path.string(), "xyz"[itkAxis]);
    }
    if (spacing == 0.0 || !std::isfinite(spacing) || !std::isfinite(geometry.originLps[itkAxis]))
    {
      Fail(ErrorKind::BadInput,
           "{}: the voxel spacing along {} is {} and the origin {}, expected millimeters above 0; repair its header",
           path.string(), "xyz"[itkAxis], spacing, geometry.originLps[itkAxis]);
    }
  }
  const double cosineVolume =
      VoxelVolumeMm3(geometry) / (geometry.spacingMm.z * geometry.spacingMm.y * geometry.spacingMm.x);
  if (!(cosineVolume > 1e-3))
  {
    Fail(ErrorKind::BadInput,
         "{}: its direction matrix is singular: found axes that lie in one plane, expected three independent ones; "
         "repair its header",
         path.string());
  }
  constexpr double noticedDegrees = 0.01;
  if (const double lean = LeanDegrees(geometry.directionLps); lean > noticedDegrees)
  {
    notes.push_back(
        fmt::format("{}: its axes lean by {:.2g} degrees against the nearest right-angled grid; they are kept",
                    path.string(), lean));
  }
  return geometry;
}

void
SetGeometry(itk::ImageIOBase & io, const ImageGeometry & geometry, unsigned int dimensions)
{
  io.SetNumberOfDimensions(dimensions);
  for (unsigned int itkAxis = 0; itkAxis < dimensions; ++itkAxis)
  {
    const std::size_t axis = 2 - itkAxis;
    io.SetDimensions(itkAxis, static_cast<std::size_t>(geometry.size[axis]));
    io.SetSpacing(itkAxis, geometry.spacingMm[axis]);
    io.SetOrigin(itkAxis, geometry.originLps[itkAxis]);
    std::vector<double> column(dimensions);
    for (unsigned int row = 0; row < dimensions; ++row)
    {
      column[row] = geometry.directionLps[row][axis];
    }
    io.SetDirection(itkAxis, column);
  }
}

void
SelectWholeImage(itk::ImageIOBase & io)
{
  const unsigned int dimensions = io.GetNumberOfDimensions();
  itk::ImageIORegion region(dimensions);
  for (unsigned int axis = 0; axis < dimensions; ++axis)
  {
    region.SetIndex(axis, 0);
    region.SetSize(axis, io.GetDimensions(axis));
  }
  io.SetIORegion(region);
}

std::string
OneLine(const itk::ExceptionObject & error)
{
  std::string text = error.GetDescription();
  // "ITK ERROR: NiftiImageIO(0x55d7): what happened" -> "what happened"
  if (const std::size_t address = text.find("(0x"); address != std::string::npos)
  {
    const std::size_t colon = text.find(": ", address);
    text = colon == std::string::npos ? text : text.substr(colon + 2);
  }
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return std::iscntrl(c) != 0; }, ' ');
  constexpr std::size_t longest = 300;
  text = text.substr(0, longest);
  return text.substr(0, text.find_last_not_of(' ') + 1);
}

QuietItk::QuietItk()
{
  WarningSwitch & state = TheWarningSwitch();
  const std::lock_guard lock(state.mutex);
  if (state.guards++ == 0)
  {
    state.before = itk::Object::GetGlobalWarningDisplay();
    itk::Object::SetGlobalWarningDisplay(false);
  }
}

QuietItk::~QuietItk()
{
  WarningSwitch & state = TheWarningSwitch();
  const std::lock_guard lock(state.mutex);
  if (--state.guards == 0)
  {
    itk::Object::SetGlobalWarningDisplay(state.before);
  }
}

} // namespace vox
