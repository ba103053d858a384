// SPDX-License-Identifier: Apache-2.0
#include "voxReadVolume.h"

#include "voxError.h"
#include "voxOpenedImage.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>

#include <algorithm>
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

void
RequireFinite(const OpenedImage & image, const StoredValues & stored, const at::Tensor & floats)
{
  const auto * values = floats.const_data_ptr<float>();
  std::int64_t bad = 0;
  std::int64_t first = 0;
  for (std::int64_t i = stored.count - 1; i >= 0; --i)
  {
    if (!std::isfinite(values[i]))
    {
      ++bad;
      first = i;
    }
  }
  if (bad > 0)
  {
    Fail(ErrorKind::BadInput,
         "{}: {} of {} values are NaN or infinite, the first at {}, expected finite numbers; replace them",
         image.path.string(), bad, stored.count, PositionText(image, stored, first));
  }
}

/** Values in file order as float32. */
at::Tensor
ToFloats(const OpenedImage & image, const StoredValues & stored)
{
  at::Tensor floats;
  WithComponentType(image, stored.component, [&](auto zero) {
    using T = decltype(zero);
    if (std::is_same_v<T, float> && !stored.IsScaled())
    {
      floats = stored.bytes.view(at::kFloat);
      return;
    }
    const T * from = static_cast<const T *>(stored.bytes.const_data_ptr());
    floats = at::empty({stored.count}, at::kFloat);
    auto * to = floats.mutable_data_ptr<float>();
    if (stored.IsScaled())
    {
      std::transform(from, from + stored.count, to, [&](T value) {
        return static_cast<float>(static_cast<double>(value) * stored.slope + stored.intercept);
      });
    }
    else
    {
      std::transform(from, from + stored.count, to, [](T value) { return static_cast<float>(value); });
    }
  });
  RequireFinite(image, stored, floats);
  return floats;
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

/** Values in file order as int32. */
at::Tensor
ToLabels(const OpenedImage & image, const StoredValues & stored)
{
  at::Tensor labels = at::empty({stored.count}, at::kInt);
  auto * to = labels.mutable_data_ptr<std::int32_t>();
  const auto convert = [&](std::int64_t i, auto value) {
    const std::optional<std::int32_t> label = LabelOf(value);
    if (!label)
    {
      Fail(ErrorKind::BadInput, "{}: found the label {} at {}, expected whole 32-bit numbers; is it an image?",
           image.path.string(), value, PositionText(image, stored, i));
    }
    to[i] = *label;
  };
  WithComponentType(image, stored.component, [&](auto zero) {
    using T = decltype(zero);
    const T * from = static_cast<const T *>(stored.bytes.const_data_ptr());
    for (std::int64_t i = 0; i < stored.count; ++i)
    {
      if (stored.IsScaled())
      {
        convert(i, static_cast<double>(from[i]) * stored.slope + stored.intercept);
      }
      else
      {
        convert(i, from[i]);
      }
    }
  });
  return labels;
}

/** File order to [C, D, H, W]: channels are the components or the further axes. */
Volume
Arranged(const OpenedImage & image, const StoredValues & stored, const at::Tensor & values)
{
  const auto & size = image.info.geometry.size;
  const std::int64_t channels = image.info.frames * image.info.components;
  const bool channelsLast = stored.componentsFirst && image.info.components > 1;
  return MakeVolume(channelsLast ? values.view({size.z, size.y, size.x, channels}).permute({3, 0, 1, 2}).contiguous()
                                 : values.view({channels, size.z, size.y, size.x}),
                    image.info.geometry);
}

Volume
ReadChannels(const std::filesystem::path & path, std::optional<std::int64_t> expectedChannels)
{
  const OpenedImage image = OpenImage(path, ReadAs::Image);
  RequireChannels(image, expectedChannels);
  const StoredValues stored = ReadStored(image);
  return Arranged(image, stored, ToFloats(image, stored));
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
  std::vector<at::Tensor> parts;
  ImageGeometry geometry;
  for (const std::filesystem::path & path : channels)
  {
    const Volume part = ReadImage(path);
    if (part.voxels.size(0) != 1)
    {
      Fail(ErrorKind::BadInput, "{}: has {} channels, expected 1 in each of the {} files of a case; split it",
           path.string(), part.voxels.size(0), channels.size());
    }
    if (parts.empty())
    {
      geometry = part.geometry;
    }
    RequireSameGeometry(geometry, channels.front().string(), part.geometry, path.string());
    parts.push_back(part.voxels);
  }
  return MakeVolume(at::cat(parts), geometry);
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
  const StoredValues stored = ReadStored(image);
  return Arranged(image, stored, ToLabels(image, stored));
}

} // namespace vox
