// SPDX-License-Identifier: Apache-2.0
#include "voxJpeg2000Size.h"

#include <algorithm>

namespace vox
{
namespace
{

/** A number of so many bytes, the highest first. */
std::int64_t
NumberAt(std::string_view bytes, std::size_t offset, std::size_t width)
{
  std::int64_t number = 0;
  for (std::size_t i = 0; i < width; ++i)
  {
    number = number * 256 + static_cast<unsigned char>(bytes[offset + i]);
  }
  return number;
}

} // namespace

std::optional<Jpeg2000Size>
ReadJpeg2000Size(std::string_view bytes)
{
  constexpr std::size_t kFixed = 42; // both markers and the segment up to its list of components
  if (!bytes.starts_with("\xFF\x4F\xFF\x51") || bytes.size() < kFixed)
  {
    return std::nullopt;
  }
  Jpeg2000Size size;
  size.columns = NumberAt(bytes, 8, 4) - NumberAt(bytes, 16, 4);
  size.rows = NumberAt(bytes, 12, 4) - NumberAt(bytes, 20, 4);
  size.components = static_cast<int>(NumberAt(bytes, 40, 2));
  for (std::size_t i = 0; i < static_cast<std::size_t>(size.components); ++i)
  {
    const std::size_t at = kFixed + 3 * i;
    if (at + 3 > bytes.size())
    {
      return std::nullopt;
    }
    size.bits = std::max(size.bits, static_cast<int>(NumberAt(bytes, at, 1) & 0x7F) + 1);
    size.subsampled = size.subsampled || NumberAt(bytes, at + 1, 2) != 0x0101;
  }
  return size;
}

bool
HasWholeJpeg2000Header(std::string_view bytes)
{
  constexpr std::uint32_t startOfStream = 0xff4f;
  constexpr std::uint32_t startOfData = 0xff93;
  if (bytes.size() < 2 || NumberAt(bytes, 0, 2) != startOfStream)
  {
    return true;
  }
  for (std::size_t at = 2; at + 2 <= bytes.size();)
  {
    const auto marker = NumberAt(bytes, at, 2);
    if (marker == startOfData)
    {
      return true;
    }
    const std::size_t length = at + 4 <= bytes.size() ? static_cast<std::size_t>(NumberAt(bytes, at + 2, 2)) : 0;
    if (marker < startOfStream || length < 2)
    {
      return false;
    }
    at += 2 + length;
  }
  return false;
}

} // namespace vox
