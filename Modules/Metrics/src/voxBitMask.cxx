// SPDX-License-Identifier: Apache-2.0
#include "voxBitMask.h"

#include <algorithm>
#include <cstring>

namespace vox
{

BitMask::BitMask(const Zyx<std::int64_t> & size)
    : m_Size(size),
      m_Stride((size.x + 63) / 64 + 2),
      m_Places(static_cast<std::size_t>(size.z * size.y), 0),
      m_Words(static_cast<std::size_t>(m_Stride), 0)
{}

std::uint64_t *
BitMask::EditRow(std::int64_t z, std::int64_t y)
{
  std::uint32_t & place = m_Places[static_cast<std::size_t>(z * m_Size.y + y)];
  if (place == 0)
  {
    place = static_cast<std::uint32_t>(m_Words.size() / static_cast<std::size_t>(m_Stride));
    m_Words.resize(m_Words.size() + static_cast<std::size_t>(m_Stride), 0);
  }
  return m_Words.data() + place * m_Stride + 1;
}

void
BitMask::AddToRow(std::int64_t z, std::int64_t y, std::int64_t x, std::span<const std::uint8_t> bytes)
{
  static_assert(std::endian::native == std::endian::little);
  if (std::ranges::find(bytes, std::uint8_t{1}) == bytes.end())
  {
    return;
  }
  std::uint64_t * const row = EditRow(z, y);
  for (std::size_t i = 0; i < bytes.size(); i += 8)
  {
    std::uint64_t eight = 0;
    std::memcpy(&eight, bytes.data() + i, std::min<std::size_t>(8, bytes.size() - i));
    // The product moves the lowest bit of byte i to bit 56 + i, without carries.
    const std::uint64_t bits = eight * 0x0102040810204080U >> 56U;
    const std::int64_t first = x + static_cast<std::int64_t>(i);
    const auto shift = static_cast<unsigned int>(first % 64);
    row[first / 64] |= bits << shift;
    row[first / 64 + 1] |= bits >> 1U >> (63U - shift); // at the end of a row nothing is left for the word of zeros
  }
}

std::int64_t
BitMask::CountInSlice(std::int64_t z) const
{
  std::int64_t count = 0;
  for (std::int64_t y = 0; y < m_Size.y; ++y)
  {
    const std::uint64_t * const row = Row(z, y);
    const std::int64_t words = HasRow(z, y) ? WordsPerRow() : 0;
    for (std::int64_t word = 0; word < words; ++word)
    {
      count += std::popcount(row[word]);
    }
  }
  return count;
}

} // namespace vox
