// SPDX-License-Identifier: Apache-2.0
#include "voxError.h"
#include "voxFileCheck.h"
#include "voxMghHeader.h"
#include "voxNiftiGeometry.h"
#include "voxOpenedImage.h"
#include "voxPackedInput.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace vox
{
namespace
{

using Component = itk::CommonEnums::IOComponent;
using Pixel = itk::CommonEnums::IOPixel;

/** Of all types that NiftiVoxelBytes knows. */
Component
NiftiComponent(int dataType)
{
  switch (dataType)
  {
  case 2:
  case 128:  // RGB
  case 2304: // RGBA
    return Component::UCHAR;
  case 4:
    return Component::SHORT;
  case 8:
    return Component::INT;
  case 16:
  case 32: // complex64
    return Component::FLOAT;
  case 64:
  case 1792: // complex128
    return Component::DOUBLE;
  case 256:
    return Component::CHAR;
  case 512:
    return Component::USHORT;
  case 768:
    return Component::UINT;
  case 1024:
    return Component::LONG;
  case 1280:
    return Component::ULONG;
  default:
    return Component::UNKNOWNCOMPONENTTYPE;
  }
}

/** Values that lie together in a voxel of this data type. */
std::pair<Pixel, int>
NiftiPixel(int dataType)
{
  switch (dataType)
  {
  case 32:
  case 1792:
    return {Pixel::COMPLEX, 2};
  case 128:
    return {Pixel::RGB, 3};
  case 2304:
    return {Pixel::RGBA, 4};
  default:
    return {Pixel::SCALAR, 1};
  }
}

Component
MghComponent(int type)
{
  switch (type)
  {
  case 0:
    return Component::UCHAR;
  case 1:
    return Component::INT;
  case 3:
    return Component::FLOAT;
  case 4:
    return Component::SHORT;
  case 10:
    return Component::USHORT;
  default:
    return Component::UNKNOWNCOMPONENTTYPE;
  }
}

void
Describe(OpenedImage & image)
{
  image.info.componentType = itk::ImageIOBase::GetComponentTypeAsString(image.stored.component);
  image.info.pixelType = itk::ImageIOBase::GetPixelTypeAsString(image.pixel);
}

void
CheckNifti(const NiftiHeader & header, const std::filesystem::path & path)
{
  if (header.VoxelCount() == 0)
  {
    Fail(ErrorKind::BadInput, "{}: its NIfTI header has an axis without voxels (dim is {}); the file is damaged",
         path.string(), fmt::join(header.dim, " "));
  }
  constexpr int connectivity = 3000; // and the next hundred: matrices and series of CIFTI-2
  if (header.intent >= connectivity && header.intent < connectivity + 100)
  {
    Fail(ErrorKind::BadInput, "{}: is CIFTI (intent_code {}), a table of points of the cortex, expected a volume",
         path.string(), header.intent);
  }
  if (NiftiVoxelBytes(header.dataType) == 0)
  {
    Fail(ErrorKind::BadInput,
         "{}: found the NIfTI data type {}, expected integers or 32- or 64-bit floating point; convert it",
         path.string(), header.dataType);
  }
}

/** The second file of a pair. */
std::filesystem::path
VoxelFileOf(const std::filesystem::path & header)
{
  const bool upper = header.extension() == ".HDR";
  std::filesystem::path plain = header;
  plain.replace_extension(upper ? ".IMG" : ".img");
  std::filesystem::path packed = plain;
  packed += upper ? ".GZ" : ".gz";
  if (!std::filesystem::exists(plain) && !std::filesystem::exists(packed))
  {
    Fail(ErrorKind::BadInput, "{}: its voxels lie in a second file, {}, which is missing; copy both", header.string(),
         plain.filename().string());
  }
  return std::filesystem::exists(plain) ? plain : packed;
}

/** Axes and components: a fifth axis of vectors holds the components, which then lie one volume after the other. */
void
SetAxes(OpenedImage & image, const NiftiHeader & header)
{
  image.axes.assign(header.dim.begin() + 1, header.dim.begin() + 1 + header.dim[0]);
  image.axes.resize(std::max<std::size_t>(image.axes.size(), 2), 1);
  while (image.axes.size() > 3 && image.axes.back() == 1)
  {
    image.axes.pop_back();
  }
  std::tie(image.pixel, image.info.components) = NiftiPixel(header.dataType);
  constexpr int symmetricMatrix = 1005, displacement = 1006, vector = 1007;
  const bool isVector = header.intent == displacement || header.intent == vector;
  if (image.axes.size() == 5 && image.pixel == Pixel::SCALAR && (isVector || header.intent == symmetricMatrix))
  {
    image.pixel = isVector ? Pixel::VECTOR : Pixel::SYMMETRICSECONDRANKTENSOR;
    image.info.components = static_cast<int>(image.axes[4]);
    image.stored.componentsFirst = false;
    image.axes.resize(image.axes[3] == 1 ? 3 : 4);
  }
  image.info.dimensions = static_cast<int>(image.axes.size());
  image.info.frames = std::accumulate(image.axes.begin() + std::min<std::ptrdiff_t>(3, image.info.dimensions),
                                      image.axes.end(), std::int64_t(1), std::multiplies<>());
}

void
NotePacking(OpenedImage & image, bool packed)
{
  const std::string ending = image.path.extension().string();
  const bool shouldBe = ending == ".gz" || ending == ".GZ" || ending == ".mgz" || ending == ".MGZ";
  if (packed != shouldBe)
  {
    image.info.notes.push_back(fmt::format("{}: is {}compressed, unlike its ending says; read all the same",
                                           image.path.string(), packed ? "" : "not "));
  }
}

} // namespace

OpenedImage
OpenNifti(const std::filesystem::path & path)
{
  PackedInput input(path);
  const std::string start = input.Read(kNifti2Bytes);
  if (start.size() < kNifti1Bytes)
  {
    FailCutOff(path, start.size(), kNifti1Bytes);
  }
  const std::optional<NiftiHeader> header = ParseNiftiHeader(start);
  if (!header)
  {
    FailOtherFormat(path, ImageFormat::Nifti);
  }
  CheckNifti(*header, path);
  OpenedImage image{.path = path, .format = ImageFormat::Nifti};
  NotePacking(image, input.IsPacked());
  SetAxes(image, *header);
  const std::size_t voxelBytes = NiftiVoxelBytes(header->dataType);
  const auto together = static_cast<std::size_t>(NiftiPixel(header->dataType).second);
  image.stored.component = NiftiComponent(header->dataType);
  image.stored.count = static_cast<std::int64_t>(header->VoxelCount() * together);
  if (header->HasScale() && image.pixel != Pixel::RGB)
  {
    image.stored.slope = header->slope;
    image.stored.intercept = std::isfinite(header->intercept) ? header->intercept : 0.0;
  }
  image.raw = RawLayout{header->pair ? VoxelFileOf(path) : path, header->voxelOffset, header->VoxelCount() * voxelBytes,
                        header->VoxelCount() * voxelBytes, header->swapped ? voxelBytes / together : 1};
  image.info.format = header->version == 1 ? "NIfTI-1" : "NIfTI-2";
  image.info.geometry = GeometryOfNifti(*header, path, image.info.notes);
  Describe(image);
  return image;
}

OpenedImage
OpenMgh(const std::filesystem::path & path)
{
  PackedInput input(path);
  const MghHeader header = ParseMghHeader(input.Read(kMghBytes), path);
  OpenedImage image{.path = path, .format = ImageFormat::Mgh};
  NotePacking(image, input.IsPacked());
  image.stored.component = MghComponent(header.type);
  if (image.stored.component == Component::UNKNOWNCOMPONENTTYPE)
  {
    Fail(ErrorKind::BadInput, "{}: found the MGH type {}, expected 0, 1, 3, 4 or 10; convert it", path.string(),
         header.type);
  }
  image.axes.assign(header.dim.begin(), header.dim.end());
  image.info.frames = header.dim[3];
  image.axes.resize(header.dim[3] == 1 ? 3 : 4);
  image.info.dimensions = static_cast<int>(image.axes.size());
  const std::size_t valueBytes = header.type == 0 ? 1 : header.type == 4 || header.type == 10 ? 2 : 4;
  const auto count = std::accumulate(header.dim.begin(), header.dim.end(), std::uint64_t(1), std::multiplies<>());
  image.stored.count = static_cast<std::int64_t>(count);
  image.raw = RawLayout{path, kMghBytes, count * valueBytes, count * valueBytes, valueBytes};
  image.info.format = "MGH";
  image.info.geometry = GeometryOfMgh(header, path, image.info.notes);
  Describe(image);
  return image;
}

} // namespace vox
