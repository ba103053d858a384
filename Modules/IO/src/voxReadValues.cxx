// SPDX-License-Identifier: Apache-2.0
#include "voxReadValues.h"

#include "voxError.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <optional>
#include <string>
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
PositionText(const OpenedImage & image, std::int64_t index)
{
  const auto & size = image.info.geometry.size;
  const std::int64_t voxel = image.stored.componentsFirst ? index / image.info.components : index;
  return fmt::format("(x, y, z) = ({}, {}, {})", voxel % size.x, voxel / size.x % size.y,
                     voxel / (size.x * size.y) % size.z);
}

/** Finds NaN and infinity among the values of a file, given piece by piece, from several threads. */
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
    if (bad > 0)
    {
      const std::scoped_lock lock(m_Mutex);
      m_First = std::min(m_First, first + (std::ranges::find_if(values, isBad) - values.begin()));
      m_Bad += bad;
    }
  }

  void
  ThrowIfAny(const OpenedImage & image) const
  {
    if (m_Bad > 0)
    {
      Fail(ErrorKind::BadInput,
           "{}: {} of {} values are NaN or infinite, the first at {}, expected finite numbers; replace them",
           image.path.string(), m_Bad, image.stored.count, PositionText(image, m_First));
    }
  }

private:
  std::mutex m_Mutex;
  std::int64_t m_Bad = 0;
  std::int64_t m_First = std::numeric_limits<std::int64_t>::max();
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

/** The first value of a file that is no label, found piece by piece, from several threads. */
class LabelCheck
{
public:
  template <typename T>
  void
  Refuse(T value, std::int64_t index)
  {
    const std::scoped_lock lock(m_Mutex);
    if (index < m_First)
    {
      m_First = index;
      m_Value = fmt::format("{}", value);
    }
  }

  void
  ThrowIfAny(const OpenedImage & image) const
  {
    if (!m_Value.empty())
    {
      Fail(ErrorKind::BadInput, "{}: found the label {} at {}, expected whole 32-bit numbers; is it an image?",
           image.path.string(), m_Value, PositionText(image, m_First));
    }
  }

private:
  std::mutex m_Mutex;
  std::string m_Value;
  std::int64_t m_First = std::numeric_limits<std::int64_t>::max();
};

/** Labels of one piece, up to the first value that is none. */
template <typename T, typename TValueOf>
void
ToLabels(std::span<const T> from, std::int64_t first, std::int32_t * to, LabelCheck & check, TValueOf && valueOf)
{
  for (std::size_t i = 0; i < from.size(); ++i)
  {
    const auto value = valueOf(from[i]);
    const std::optional<std::int32_t> label = LabelOf(value);
    if (!label)
    {
      return check.Refuse(value, first + static_cast<std::int64_t>(i));
    }
    to[i] = *label;
  }
}

template <typename T>
std::span<const T>
ValuesIn(std::span<const std::byte> bytes)
{
  return {reinterpret_cast<const T *>(bytes.data()), bytes.size() / sizeof(T)};
}

} // namespace

void
ReadFloats(const OpenedImage & image, std::span<float> to, std::size_t roomBefore)
{
  const StoredValues & stored = image.stored;
  const std::int64_t components = image.info.components;
  const bool separate = stored.componentsFirst && components > 1;
  FiniteCheck check;
  WithComponentType(image, stored.component, [&](auto zero) {
    using T = decltype(zero);
    const bool mayBeInfinite = std::is_floating_point_v<T> || stored.IsScaled();
    // Values that are separated are written far ahead, over others that still wait.
    ReadStored(image, separate ? ResultMemory{} : ResultMemory{std::as_writable_bytes(to), roomBefore},
               [&](std::span<const std::byte> bytes, std::int64_t first) {
                 const std::span<const T> from = ValuesIn<T>(bytes);
                 std::vector<float> apart(separate ? from.size() : 0);
                 float * values = separate ? apart.data() : to.data() + first;
                 ToFloats(from, stored, values);
                 if (mayBeInfinite)
                 {
                   check.Look({values, from.size()}, first);
                 }
                 if (separate)
                 {
                   Separate(apart, first, components, stored.count / components, to.data());
                 }
               });
  });
  check.ThrowIfAny(image);
}

void
ReadLabels(const OpenedImage & image, std::span<std::int32_t> to, std::size_t roomBefore)
{
  const StoredValues & stored = image.stored;
  LabelCheck check;
  WithComponentType(image, stored.component, [&](auto zero) {
    using T = decltype(zero);
    ReadStored(image, {std::as_writable_bytes(to), roomBefore},
               [&](std::span<const std::byte> bytes, std::int64_t first) {
                 const std::span<const T> from = ValuesIn<T>(bytes);
                 if (stored.IsScaled())
                 {
                   ToLabels(from, first, to.data() + first, check,
                            [&](T value) { return static_cast<double>(value) * stored.slope + stored.intercept; });
                 }
                 else
                 {
                   ToLabels(from, first, to.data() + first, check, [](T value) { return value; });
                 }
               });
  });
  check.ThrowIfAny(image);
}

} // namespace vox
