// SPDX-License-Identifier: Apache-2.0
#include "voxFileEncoding.h"

#include "voxError.h"
#include "voxTensorMemory.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <span>

namespace vox
{
namespace
{

using Component = itk::CommonEnums::IOComponent;

} // namespace

Encoding
ImageEncoding(const at::Tensor & image)
{
  // Without a branch, so that several values are looked at in one step; block by block, since most others end early.
  const auto isShort = [](float value) {
    constexpr float low = std::numeric_limits<std::int16_t>::min(), high = std::numeric_limits<std::int16_t>::max();
    constexpr std::uint32_t negativeZero = 0x80000000U;
    const float least = value >= low ? value : low; // of NaN, too
    const auto whole = static_cast<std::int32_t>(least <= high ? least : high);
    return (static_cast<float>(whole) == value) & (std::bit_cast<std::uint32_t>(value) != negativeZero);
  };
  std::span<const float> values(ValuesOf<float>(image), static_cast<std::size_t>(image.numel()));
  bool areShort = true;
  while (areShort && !values.empty())
  {
    constexpr std::size_t block = 4096;
    const std::span<const float> some = values.first(std::min(block, values.size()));
    int others = 0;
    for (const float value : some)
    {
      others += isShort(value) ? 0 : 1;
    }
    areShort = others == 0;
    values = values.subspan(some.size());
  }
  return areShort ? Encoding{Component::SHORT, at::kShort} : Encoding{Component::FLOAT, at::kFloat};
}

Encoding
LabelEncoding(const std::filesystem::path & path, ImageFormat format, const at::Tensor & labels)
{
  std::int64_t low = 0;
  std::int64_t high = 0;
  WithWholeType(labels.scalar_type(), [&]<typename T>(T) {
    const std::span<const T> values(ValuesOf<T>(labels), static_cast<std::size_t>(labels.numel()));
    if (!values.empty())
    {
      T lowest = values.front();
      T highest = values.front();
      for (const T value : values) // several in one step, unlike std::ranges::minmax
      {
        lowest = std::min(lowest, value);
        highest = std::max(highest, value);
      }
      low = static_cast<std::int64_t>(lowest);
      high = static_cast<std::int64_t>(highest);
    }
  });
  if (low >= 0 && high <= std::numeric_limits<std::uint8_t>::max())
  {
    return {Component::UCHAR, at::kByte};
  }
  const std::int64_t most =
      format == ImageFormat::Bmp ? std::numeric_limits<std::uint8_t>::max() : std::numeric_limits<std::uint16_t>::max();
  if (low >= 0 && high <= most)
  {
    return {Component::USHORT, at::kUInt16};
  }
  if (IsPicture(format))
  {
    Fail(ErrorKind::BadInput, "{}: the labels reach from {} to {}, expected 0 to {} in a {} file; write .nii.gz",
         path.string(), low, high, most, NameOfFormat(format));
  }
  return {Component::INT, at::kInt};
}

at::Tensor
Encoded(const at::Tensor & values, at::ScalarType type)
{
  if (values.scalar_type() == type)
  {
    return values;
  }
  at::Tensor encoded = NewTensor(values.sizes(), type);
  WithNumberType(type, [&]<typename TTo>(TTo) {
    WithNumberType(values.scalar_type(), [&]<typename TFrom>(TFrom) {
      const TFrom * from = ValuesOf<TFrom>(values);
      std::transform(from, from + values.numel(), MutableValuesOf<TTo>(encoded),
                     [](TFrom value) { return static_cast<TTo>(value); });
    });
  });
  return encoded;
}

} // namespace vox
