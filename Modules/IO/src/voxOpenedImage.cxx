// SPDX-License-Identifier: Apache-2.0
#include "voxOpenedImage.h"

#include "voxError.h"
#include "voxFileCheck.h"

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
  Fail(ErrorKind::BadInput, "{}: cannot be read as {} ({}); the file is damaged or of another format",
       image.path.string(), NameOfFormat(image.format), OneLine(error));
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
  info.geometry = GeometryOf(io, image.path, info.notes);
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
SizeText(const OpenedImage & image)
{
  return fmt::format("{}", fmt::join(image.axes, "x"));
}

constexpr std::size_t kPieceBytes = 1 << 20;

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
  const ImageFormat format = RequireFormat(path);
  CheckFile(path, format, CheckDepth::Header);
  if (format == ImageFormat::Nifti)
  {
    return OpenNifti(path);
  }
  if (format == ImageFormat::Mgh)
  {
    return OpenMgh(path);
  }
  OpenedImage image{.path = path, .format = format};
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
  if (image.format == ImageFormat::Tiff)
  {
    constexpr std::uint64_t mostInflation = 32768; // of Zstandard, the most of the usual compressions of TIFF
    RequirePlausibleSize(path, static_cast<std::uint64_t>(image.io->GetImageSizeInBytes()), mostInflation);
  }
  image.info = InfoOf(image);
  image.pixel = image.io->GetPixelType();
  for (unsigned int axis = 0; axis < image.io->GetNumberOfDimensions(); ++axis)
  {
    image.axes.push_back(static_cast<std::int64_t>(image.io->GetDimensions(axis)));
  }
  image.stored.count = static_cast<std::int64_t>(image.io->GetImageSizeInComponents());
  image.stored.component = image.io->GetComponentType();
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
  const Pixel pixel = image.pixel;
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
    Fail(ErrorKind::BadInput,
         "{}: is 4D ({}) with {} volumes, expected 3D{}; choose one volume (--volume 0 to {}), or split it along its "
         "last axis into one file a channel",
         image.path.string(), SizeText(image), info.frames,
         expectedChannels ? fmt::format(" or a last axis of {} channels", *expectedChannels) : "", info.frames - 1);
  }
  if (info.components > 1 && pixel != Pixel::RGB && info.components != expectedChannels)
  {
    refuse(fmt::format("a vector image with {} values a voxel", info.components), "split it into one file a channel");
  }
}

void
SelectVolume(OpenedImage & image, std::int64_t volume)
{
  ImageInfo & info = image.info;
  if (volume < 0 || volume >= info.frames)
  {
    Fail(ErrorKind::Usage, "--volume: found {}, expected 0 to {}, since {} holds {} volume{}", volume, info.frames - 1,
         image.path.string(), info.frames, info.frames == 1 ? "" : "s");
  }
  if (info.frames == 1)
  {
    return;
  }
  if (!image.raw || (!image.stored.componentsFirst && info.components > 1))
  {
    Fail(ErrorKind::BadInput,
         "{}: is {} of {} volumes, of which one can be chosen in NIfTI and MGH files of one value "
         "a voxel only; convert it",
         image.path.string(), NameOfFormat(image.format), info.frames);
  }
  RawLayout & raw = *image.raw;
  raw.bytes /= static_cast<std::uint64_t>(info.frames);
  raw.offset += raw.bytes * static_cast<std::uint64_t>(volume);
  raw.allBytes -= raw.bytes * static_cast<std::uint64_t>(volume);
  image.stored.count /= info.frames;
  info.frames = 1;
  info.dimensions = 3;
  image.axes.resize(3);
}

void
ReadStored(const OpenedImage & image, const ResultMemory & memory, const UseValues & use)
{
  if (!image.raw)
  {
    return ReadWithItk(image, memory.values, use);
  }
  const auto valueBytes = static_cast<std::int64_t>(image.raw->bytes) / std::max<std::int64_t>(1, image.stored.count);
  ReadRawVoxels(*image.raw, memory, [&](std::span<const std::byte> bytes, std::uint64_t first) {
    use(bytes, static_cast<std::int64_t>(first) / valueBytes);
  });
}

} // namespace vox
