// SPDX-License-Identifier: Apache-2.0
#include "voxOpenedImage.h"

#include "voxError.h"
#include "voxFileCheck.h"
#include "voxNiftiFile.h"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <vector>

namespace vox
{
namespace
{

[[noreturn]] void
FailUnreadable(const OpenedImage & image, const itk::ExceptionObject & error)
{
  const std::string what = OneLine(error);
  if (what.find("orthonormal") != std::string::npos)
  {
    Fail(ErrorKind::BadInput,
         "{}: the axes of its orientation are not at right angles, expected an orthogonal grid; resample it onto one",
         image.path.string());
  }
  Fail(ErrorKind::BadInput, "{}: cannot be read as {} ({}); the file is damaged or of another format",
       image.path.string(), NameOfFormat(image.format), what);
}

ImageInfo
InfoOf(const OpenedImage & image)
{
  const itk::ImageIOBase & io = *image.io;
  ImageInfo info;
  info.dimensions = static_cast<int>(io.GetNumberOfDimensions());
  info.components = static_cast<int>(io.GetNumberOfComponents());
  info.componentType = itk::ImageIOBase::GetComponentTypeAsString(io.GetComponentType());
  info.pixelType = itk::ImageIOBase::GetPixelTypeAsString(io.GetPixelType());
  info.format = io.GetNameOfClass();
  for (unsigned int axis = 3; axis < io.GetNumberOfDimensions(); ++axis)
  {
    info.frames *= static_cast<std::int64_t>(io.GetDimensions(axis));
  }
  info.geometry = GeometryOf(io, image.path);
  if (image.format == ImageFormat::Nifti)
  {
    // ITK converts the unit of the spacing but not that of the position.
    const double unitMm = NiftiFile(image.path).Header().UnitMm();
    for (double & coordinate : info.geometry.originLps)
    {
      coordinate *= unitMm;
    }
  }
  if (IsPicture(image.format))
  {
    // Dots per inch are for printing: two pictures of one data set often differ in them.
    const Zyx<std::int64_t> size = info.geometry.size;
    info.geometry = ImageGeometry{};
    info.geometry.size = size;
  }
  return info;
}

/** Voxels along x, y, z and further axes: "84x92x56x3". */
std::string
SizeText(const itk::ImageIOBase & io)
{
  std::string text;
  for (unsigned int axis = 0; axis < io.GetNumberOfDimensions(); ++axis)
  {
    text += axis == 0 ? "" : "x";
    text += std::to_string(io.GetDimensions(axis));
  }
  return text;
}

itk::CommonEnums::IOComponent
NiftiComponent(int dataType)
{
  using Component = itk::CommonEnums::IOComponent;
  switch (dataType)
  {
  case 2:
  case 128: // RGB
    return Component::UCHAR;
  case 4:
    return Component::SHORT;
  case 8:
    return Component::INT;
  case 16:
    return Component::FLOAT;
  case 64:
    return Component::DOUBLE;
  case 256:
    return Component::CHAR;
  case 512:
    return Component::USHORT;
  case 768:
    return Component::UINT;
  case 1024:
    return Component::LONGLONG;
  case 1280:
    return Component::ULONGLONG;
  default:
    return Component::UNKNOWNCOMPONENTTYPE;
  }
}

constexpr std::size_t kPieceBytes = 1 << 20;

void
ReadNifti(const OpenedImage & image, const UseValues & use)
{
  NiftiFile file(image.path);
  // ITK names the type that scaled values would have, so the size is taken from the header.
  const bool isRgb = image.io->GetPixelType() == itk::CommonEnums::IOPixel::RGB;
  const auto valueBytes = static_cast<std::int64_t>(file.Header().VoxelSize()) / (isRgb ? 3 : 1);
  std::int64_t first = 0;
  file.ReadVoxels(kPieceBytes, [&](std::span<const std::byte> bytes) {
    use(bytes, first);
    first += static_cast<std::int64_t>(bytes.size()) / valueBytes;
  });
}

/** ITK gives all values at once: they lie at the end of the target where they fit, and are taken from there by way of a
 * small buffer, since results are written over them. */
void
ReadWithItk(const OpenedImage & image, std::span<std::byte> target, const UseValues & use)
{
  CheckFile(image.path, image.format, CheckDepth::Data);
  const QuietItk quiet;
  const auto byteCount = static_cast<std::size_t>(image.io->GetImageSizeInBytes());
  const auto valueBytes = static_cast<std::size_t>(image.io->GetComponentSize());
  std::vector<std::byte> own(byteCount > target.size() ? byteCount : 0);
  std::byte * values = own.empty() ? target.data() + target.size() - byteCount : own.data();
  try
  {
    SelectWholeImage(*image.io);
    image.io->Read(values);
  }
  catch (const itk::ExceptionObject & error)
  {
    FailUnreadable(image, error);
  }
  std::vector<std::byte> piece(std::min(kPieceBytes, byteCount));
  for (std::size_t done = 0; done < byteCount; done += piece.size())
  {
    const std::size_t count = std::min(piece.size(), byteCount - done);
    std::memcpy(piece.data(), values + done, count);
    use({piece.data(), count}, static_cast<std::int64_t>(done / valueBytes));
  }
}

} // namespace

OpenedImage
OpenImage(const std::filesystem::path & path, ReadAs readAs)
{
  OpenedImage image{path, RequireFormat(path), nullptr, {}};
  CheckFile(path, image.format, CheckDepth::Header);
  const QuietItk quiet;
  image.io = MakeImageIO(image.format);
  image.io->SetExpandRGBPalette(readAs == ReadAs::Image);
  try
  {
    if (!image.io->CanReadFile(path.c_str()))
    {
      FailOtherFormat(path, image.format);
    }
    image.io->SetFileName(path.string());
    image.io->ReadImageInformation();
  }
  catch (const itk::ExceptionObject & error)
  {
    FailUnreadable(image, error);
  }
  image.info = InfoOf(image);
  if (image.info.dimensions < 2)
  {
    Fail(ErrorKind::BadInput, "{}: has one dimension, expected an image of two or three", path.string());
  }
  return image;
}

void
RequireChannels(const OpenedImage & image, std::optional<std::int64_t> expectedChannels)
{
  using Pixel = itk::CommonEnums::IOPixel;
  const ImageInfo & info = image.info;
  const Pixel pixel = image.io->GetPixelType();
  const auto refuse = [&](std::string_view found, std::string_view remedy) {
    Fail(ErrorKind::BadInput, "{}: is {}, expected one value a voxel or RGB; {}", image.path.string(), found, remedy);
  };
  if (pixel == Pixel::COMPLEX)
  {
    refuse("complex", "store its magnitude");
  }
  if (pixel == Pixel::RGBA || (IsPicture(image.format) && (info.components == 2 || info.components == 4)))
  {
    refuse("a picture with alpha (transparency)", "save it without");
  }
  if (info.frames > 1 && (info.components > 1 || info.frames != expectedChannels))
  {
    Fail(ErrorKind::BadInput, "{}: is 4D ({}), expected 3D{}; split it along its last axis into one file a channel",
         image.path.string(), SizeText(*image.io),
         expectedChannels ? fmt::format(" or a last axis of {} channels", *expectedChannels) : "");
  }
  if (info.components > 1 && pixel != Pixel::RGB && info.components != expectedChannels)
  {
    refuse(fmt::format("a vector image with {} values a voxel", info.components), "split it into one file a channel");
  }
}

StoredValues
DescribeStored(const OpenedImage & image)
{
  StoredValues values;
  values.count = static_cast<std::int64_t>(image.io->GetImageSizeInComponents());
  values.component = image.io->GetComponentType();
  if (image.format == ImageFormat::Nifti)
  {
    const NiftiFile file(image.path);
    file.RequirePlausibleSize();
    values.component = NiftiComponent(file.Header().DataType());
    values.componentsFirst = image.io->GetPixelType() == itk::CommonEnums::IOPixel::RGB;
    values.slope = file.Header().Slope();
    values.intercept = file.Header().Intercept();
  }
  return values;
}

void
ReadStored(const OpenedImage & image, std::span<std::byte> target, const UseValues & use)
{
  if (image.format == ImageFormat::Nifti)
  {
    ReadNifti(image, use);
  }
  else
  {
    ReadWithItk(image, target, use);
  }
}

} // namespace vox
