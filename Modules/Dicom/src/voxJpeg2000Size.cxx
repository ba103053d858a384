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

} // namespace vox
