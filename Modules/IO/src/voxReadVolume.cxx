// SPDX-License-Identifier: Apache-2.0
#include "voxReadVolume.h"

#include "voxError.h"
#include "voxOpenedImage.h"
#include "voxTensorMemory.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <type_traits>
#include <utility>
#include <vector>

namespace vox
{
namespace
{

/** Calls `use` with a value of the C++ type of the components. */
template <typename TUse>
void
WithComponentType(const OpenedImage & image, itk::CommonEnums::IOComponent component, TUse && use)
{
  using Component = itk::CommonEnums::IOComponent;
  switch (component)
  {
  case Component::UCHAR:
    return use(static_cast<unsigned char>(0));
  case Component::CHAR:
    return use(static_cast<signed char>(0));
  case Component::USHORT:
    return use(static_cast<unsigned short>(0));
  case Component::SHORT:
    return use(static_cast<short>(0));
  case Component::UINT:
    return use(0U);
  case Component::INT:
    return use(0);
  case Component::ULONG:
    return use(0UL);
  case Component::LONG:
    return use(0L);
  case Component::ULONGLONG:
    return use(0ULL);
  case Component::LONGLONG:
    return use(0LL);
  case Component::FLOAT:
    return use(0.0F);
  case Component::DOUBLE:
    return use(0.0);
  default:
    Fail(ErrorKind::BadInput, "{}: found voxels of type {}, expected integers or floating point; convert it",
         image.path.string(), image.info.componentType);
  }
}

/** "(x, y, z) = (3, 4, 5)" of the value at this place in the file. */
std::string
PositionText(const OpenedImage & image, const StoredValues & stored, std::int64_t index)
{
  const auto & size = image.info.geometry.size;
  const std::int64_t voxel = stored.componentsFirst ? index / image.info.components : index;
  return fmt::format("(x, y, z) = ({}, {}, {})", voxel % size.x, voxel / size.x % size.y,
                     voxel / (size.x * size.y) % size.z);
}

/** Memory for `count` volumes of the size of this image. */
at::Tensor
NewVoxels(const OpenedImage & image, std::int64_t count, at::ScalarType type)
{
  const auto & size = image.info.geometry.size;
  const std::array<std::int64_t, 4> sizes{count, size.z, size.y, size.x};
  try
  {
    return NewTensor(sizes, type);
  }
  catch (const std::exception &) // of c10, which has no type of its own for it
  {
    Fail(ErrorKind::Resource, "{}: not enough memory for {} MiB of voxels", image.path.string(),
         (count * Product(size) * static_cast<std::int64_t>(c10::elementSize(type))) >> 20);
  }
}

/** Finds NaN and infinity among the values of a file, given piece by piece. */
class FiniteCheck
{
public:
  void
  Look(std::span<const float> values, std::int64_t first)
  {
    constexpr float largest = std::numeric_limits<float>::max();
    const auto isBad = [](float value) { return !(std::abs(value) <= largest); };
    std::int64_t bad = 0; // counted without a branch: nearly always none
    for (const float value : values)
    {
      bad += isBad(value) ? 1 : 0;
    }
    if (bad > 0 && m_Bad == 0)
    {
      m_First = first + (std::ranges::find_if(values, isBad) - values.begin());
    }
    m_Bad += bad;
  }

  void
  ThrowIfAny(const OpenedImage & image, const StoredValues & stored) const
  {
    if (m_Bad > 0)
    {
      Fail(ErrorKind::BadInput,
           "{}: {} of {} values are NaN or infinite, the first at {}, expected finite numbers; replace them",
           image.path.string(), m_Bad, stored.count, PositionText(image, stored, m_First));
    }
  }

private:
  std::int64_t m_Bad = 0;
  std::int64_t m_First = 0;
};

template <typename T>
void
ToFloats(std::span<const T> from, const StoredValues & stored, float * to)
{
  if (stored.IsScaled())
  {
    std::transform(from.begin(), from.end(), to, [&](T value) {
      return static_cast<float>(static_cast<double>(value) * stored.slope + stored.intercept);
    });
    return;
  }
  std::transform(from.begin(), from.end(), to, [](T value) { return static_cast<float>(value); });
}

/** Puts values whose components lie together into one volume for each component. */
void
Separate(std::span<const float> values, std::int64_t first, std::int64_t components, std::int64_t voxels, float * to)
{
  for (std::size_t i = 0; i < values.size(); ++i)
  {
    const std::int64_t index = first + static_cast<std::int64_t>(i);
    to[index % components * voxels + index / components] = values[i];
  }
}

/** Reads all channels as float32 to [C, D, H, W]: channels are the components or the further axes. */
void
ReadFloats(const OpenedImage & image, const StoredValues & stored, float * to)
{
  const std::int64_t components = image.info.components;
  const bool separate = stored.componentsFirst && components > 1;
  const std::span<float> target(to, static_cast<std::size_t>(stored.count));
  FiniteCheck check;
  std::vector<float> apart;
  WithComponentType(image, stored.component, [&](auto zero) {
    using T = decltype(zero);
    // Values that are separated are written far ahead, over others that still wait.
    ReadStored(image, separate ? std::span<std::byte>() : std::as_writable_bytes(target),
               [&](std::span<const std::byte> bytes, std::int64_t first) {
                 const std::span<const T> from(reinterpret_cast<const T *>(bytes.data()), bytes.size() / sizeof(T));
                 apart.resize(separate ? from.size() : 0);
                 float * values = separate ? apart.data() : to + first;
                 ToFloats(from, stored, values);
                 check.Look({values, from.size()}, first);
                 if (separate)
                 {
                   Separate(apart, first, components, stored.count / components, to);
                 }
               });
  });
  check.ThrowIfAny(image, stored);
}

/** The value as int32, if it is one. */
template <typename T>
std::optional<std::int32_t>
LabelOf(T value)
{
  constexpr double tolerance = 1e-3;
  if constexpr (std::is_floating_point_v<T>)
  {
    const double whole = std::nearbyint(static_cast<double>(value));
    const bool fits = std::abs(whole) <= std::numeric_limits<std::int32_t>::max();
    return fits && std::abs(value - whole) <= tolerance ? std::optional(static_cast<std::int32_t>(whole))
                                                        : std::nullopt;
  }
  else
  {
    return std::in_range<std::int32_t>(value) ? std::optional(static_cast<std::int32_t>(value)) : std::nullopt;
  }
}

/** Reads the labels as int32. */
void
ReadLabels(const OpenedImage & image, const StoredValues & stored, std::int32_t * to)
{
  const auto convert = [&](std::int64_t i, auto value) {
    const std::optional<std::int32_t> label = LabelOf(value);
    if (!label)
    {
      Fail(ErrorKind::BadInput, "{}: found the label {} at {}, expected whole 32-bit numbers; is it an image?",
           image.path.string(), value, PositionText(image, stored, i));
    }
    to[i] = *label;
  };
  const std::span<std::int32_t> target(to, static_cast<std::size_t>(stored.count));
  WithComponentType(image, stored.component, [&](auto zero) {
    using T = decltype(zero);
    ReadStored(image, std::as_writable_bytes(target), [&](std::span<const std::byte> bytes, std::int64_t first) {
      const T * from = reinterpret_cast<const T *>(bytes.data());
      const auto count = static_cast<std::int64_t>(bytes.size() / sizeof(T));
      for (std::int64_t i = 0; i < count; ++i)
      {
        if (stored.IsScaled())
        {
          convert(first + i, static_cast<double>(from[i]) * stored.slope + stored.intercept);
        }
        else
        {
          convert(first + i, from[i]);
        }
      }
    });
  });
}

Volume
ReadChannels(const std::filesystem::path & path, std::optional<std::int64_t> expectedChannels)
{
  const OpenedImage image = OpenImage(path, ReadAs::Image);
  RequireChannels(image, expectedChannels);
  const std::int64_t channels = image.info.frames * image.info.components;
  const StoredValues stored = DescribeStored(image);
  at::Tensor voxels = NewVoxels(image, channels, at::kFloat);
  ReadFloats(image, stored, MutableValuesOf<float>(voxels));
  return MakeVolume(std::move(voxels), image.info.geometry);
}

/** Opens a file that holds one channel on the grid of the first file. */
OpenedImage
OpenChannel(const std::filesystem::path & path, std::span<const std::filesystem::path> channels,
            const std::optional<ImageGeometry> & grid)
{
  OpenedImage image = OpenImage(path, ReadAs::Image);
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
ReadImage(const std::filesystem::path & path)
{
  return ReadChannels(path, std::nullopt);
}

Volume
ReadCaseImage(std::span<const std::filesystem::path> channels)
{
  if (channels.empty())
  {
    Fail(ErrorKind::Internal, "a case without image files");
  }
  if (channels.size() == 1)
  {
    return ReadImage(channels.front());
  }
  // Each file is read to its place in the volume, so that no channel is held twice.
  at::Tensor voxels;
  std::optional<ImageGeometry> grid;
  for (std::size_t i = 0; i < channels.size(); ++i)
  {
    const OpenedImage image = OpenChannel(channels[i], channels, grid);
    const StoredValues stored = DescribeStored(image);
    if (!grid)
    {
      grid = image.info.geometry;
      voxels = NewVoxels(image, static_cast<std::int64_t>(channels.size()), at::kFloat);
    }
    ReadFloats(image, stored, MutableValuesOf<float>(voxels) + static_cast<std::int64_t>(i) * Product(grid->size));
  }
  return MakeVolume(std::move(voxels), *grid);
}

Volume
ReadCaseImage(std::span<const std::filesystem::path> channels, std::int64_t expectedChannels)
{
  const Volume image =
      channels.size() == 1 ? ReadChannels(channels.front(), expectedChannels) : ReadCaseImage(channels);
  if (image.voxels.size(0) != expectedChannels)
  {
    Fail(ErrorKind::BadInput, "{}: found {} channels, expected {} as the data set or model says",
         channels.front().string(), image.voxels.size(0), expectedChannels);
  }
  return image;
}

Volume
ReadLabelMap(const std::filesystem::path & path)
{
  const OpenedImage image = OpenImage(path, ReadAs::Labels);
  RequireChannels(image, std::nullopt);
  if (image.info.components != 1)
  {
    Fail(ErrorKind::BadInput, "{}: has {} values a voxel, expected one label; save it in gray levels", path.string(),
         image.info.components);
  }
  const StoredValues stored = DescribeStored(image);
  at::Tensor voxels = NewVoxels(image, 1, at::kInt);
  ReadLabels(image, stored, MutableValuesOf<std::int32_t>(voxels));
  return MakeVolume(std::move(voxels), image.info.geometry);
}

} // namespace vox
