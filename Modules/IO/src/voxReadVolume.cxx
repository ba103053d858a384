// SPDX-License-Identifier: Apache-2.0
#include "voxReadVolume.h"

#include "voxError.h"
#include "voxOpenedImage.h"
#include "voxReadValues.h"
#include "voxTensorMemory.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

namespace vox
{
namespace
{

/** Memory for `count` volumes of the size of this image, and `elementsBefore` that nobody sees. */
at::Tensor
NewVoxels(const OpenedImage & image, std::int64_t count, at::ScalarType type, std::int64_t elementsBefore = 0)
{
  const auto & size = image.info.geometry.size;
  const std::array<std::int64_t, 4> sizes{count, size.z, size.y, size.x};
  if (image.raw)
  {
    RequirePlausibleSize(*image.raw);
  }
  try
  {
    if (elementsBefore == 0)
    {
      return NewTensor(sizes, type);
    }
    const std::array<std::int64_t, 1> elements{elementsBefore + count * Product(size)};
    const auto all = std::make_shared<at::Tensor>(NewTensor(elements, type));
    const auto before = static_cast<std::size_t>(elementsBefore) * c10::elementSize(type);
    const std::array<std::int64_t, 4> strides{Product(size), size.y * size.x, size.x, 1};
    return TensorOver(static_cast<const std::byte *>(all->const_data_ptr()) + before, sizes, strides, type, all);
  }
  catch (const std::exception &) // of c10, which has no type of its own for it
  {
    Fail(ErrorKind::Resource, "{}: not enough memory for {} MiB of voxels", image.path.string(),
         (count * Product(size) * static_cast<std::int64_t>(c10::elementSize(type))) >> 20);
  }
}

/** Values of 32 bits are decompressed where they belong, if their header finds room before them. */
std::int64_t
ElementsBefore(const OpenedImage & image)
{
  constexpr std::uint64_t most = 1 << 16, aligned = 64, valueBytes = 4;
  const bool useful = image.raw && image.raw->offset <= most &&
                      image.raw->bytes == valueBytes * static_cast<std::uint64_t>(image.stored.count);
  return useful ? static_cast<std::int64_t>((image.raw->offset + aligned - 1) / aligned * aligned / valueBytes) : 0;
}

/** A file, or the chosen one of its volumes. */
OpenedImage
OpenVolume(const std::filesystem::path & path, ReadAs readAs, const ReadVolumeOptions & options)
{
  OpenedImage image = OpenImage(path, readAs);
  if (options.volume)
  {
    SelectVolume(image, *options.volume);
  }
  return image;
}

Volume
ReadChannels(const std::filesystem::path & path, std::optional<std::int64_t> expectedChannels,
             const ReadVolumeOptions & options)
{
  const OpenedImage image = OpenVolume(path, ReadAs::Image, options);
  RequireChannels(image, expectedChannels);
  const std::int64_t channels = image.info.frames * image.info.components;
  const std::int64_t before = ElementsBefore(image);
  at::Tensor voxels = NewVoxels(image, channels, at::kFloat, before);
  ReadFloats(image, {MutableValuesOf<float>(voxels), static_cast<std::size_t>(voxels.numel())},
             static_cast<std::size_t>(before) * sizeof(float));
  return MakeVolume(std::move(voxels), image.info.geometry);
}

/** Opens a file that holds one channel on the grid of the first file. */
OpenedImage
OpenChannel(const std::filesystem::path & path, std::span<const std::filesystem::path> channels,
            const std::optional<ImageGeometry> & grid, const ReadVolumeOptions & options)
{
  OpenedImage image = OpenVolume(path, ReadAs::Image, options);
  RequireChannels(image, std::nullopt);
  if (const std::int64_t found = image.info.frames * image.info.components; found != 1)
  {
    Fail(ErrorKind::BadInput, "{}: has {} channels, expected 1 in each of the {} files of a case; split it",
         path.string(), found, channels.size());
  }
  if (grid)
  {
    RequireSameGeometry(*grid, channels.front().string(), image.info.geometry, path.string());
  }
  return image;
}

} // namespace

ImageInfo
ReadImageInfo(const std::filesystem::path & path)
{
  return OpenImage(path, ReadAs::Image).info;
}

Volume
ReadImage(const std::filesystem::path & path, const ReadVolumeOptions & options)
{
  return ReadChannels(path, std::nullopt, options);
}

Volume
ReadCaseImage(std::span<const std::filesystem::path> channels, const ReadVolumeOptions & options)
{
  if (channels.empty())
  {
    Fail(ErrorKind::Internal, "a case without image files");
  }
  if (channels.size() == 1)
  {
    return ReadImage(channels.front(), options);
  }
  // Each file is read to its place in the volume, so that no channel is held twice.
  at::Tensor voxels;
  std::optional<ImageGeometry> grid;
  for (std::size_t i = 0; i < channels.size(); ++i)
  {
    const OpenedImage image = OpenChannel(channels[i], channels, grid, options);
    if (!grid)
    {
      grid = image.info.geometry;
      voxels = NewVoxels(image, static_cast<std::int64_t>(channels.size()), at::kFloat);
    }
    const std::int64_t count = Product(grid->size);
    ReadFloats(image, {MutableValuesOf<float>(voxels) + static_cast<std::int64_t>(i) * count,
                       static_cast<std::size_t>(count)});
  }
  return MakeVolume(std::move(voxels), *grid);
}

Volume
ReadCaseImage(std::span<const std::filesystem::path> channels, std::int64_t expectedChannels)
{
  const Volume image =
      channels.size() == 1 ? ReadChannels(channels.front(), expectedChannels, {}) : ReadCaseImage(channels);
  if (image.voxels.size(0) != expectedChannels)
  {
    Fail(ErrorKind::BadInput, "{}: found {} channels, expected {} as the data set or model says",
         channels.front().string(), image.voxels.size(0), expectedChannels);
  }
  return image;
}

Volume
ReadLabelMap(const std::filesystem::path & path, const ReadVolumeOptions & options)
{
  const OpenedImage image = OpenVolume(path, ReadAs::Labels, options);
  RequireChannels(image, std::nullopt);
  if (image.info.components != 1)
  {
    Fail(ErrorKind::BadInput, "{}: has {} values a voxel, expected one label; save it in gray levels", path.string(),
         image.info.components);
  }
  const std::int64_t before = ElementsBefore(image);
  at::Tensor voxels = NewVoxels(image, 1, at::kInt, before);
  ReadLabels(image, {MutableValuesOf<std::int32_t>(voxels), static_cast<std::size_t>(voxels.numel())},
             static_cast<std::size_t>(before) * sizeof(std::int32_t));
  return MakeVolume(std::move(voxels), image.info.geometry);
}

} // namespace vox
