// SPDX-License-Identifier: Apache-2.0
#include "voxBinaryVolume.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace vox
{

BinaryVolume::BinaryVolume(const Zyx<std::int64_t> & size)
    : m_Size(size),
      m_WordsPerRow((size.x + wordBits - 1) / wordBits),
      m_Words(static_cast<std::size_t>(size.z * size.y * m_WordsPerRow))
{}

BinaryVolume::Word
BinaryVolume::WordMask(std::int64_t word) const
{
  const std::int64_t voxels = std::min(wordBits, m_Size.x - word * wordBits);
  return ~Word{0} >> (wordBits - voxels);
}

void
BinaryVolume::CopyTo(std::span<float> values) const
{
  float * out = values.data();
  for (const Word * row = m_Words.data(); row != m_Words.data() + m_Words.size(); row += m_WordsPerRow)
  {
    for (std::int64_t x = 0; x < m_Size.x; ++x)
    {
      *out++ = static_cast<float>((row[x / wordBits] >> (x % wordBits)) & 1U);
    }
  }
}

BinaryVolume
VoxelsWithLabel(std::span<const std::int16_t> labels, const Zyx<std::int64_t> & size, std::int64_t label)
{
  BinaryVolume result(size);
  if (!std::in_range<std::int16_t>(label))
  {
    return result;
  }
  const auto wanted = static_cast<std::int16_t>(label);
  const std::int16_t * in = labels.data();
  for (std::size_t i = 0; i < result.Words().size(); ++i)
  {
    const int voxels = std::popcount(result.WordMask(static_cast<std::int64_t>(i) % result.WordsPerRow()));
    // Words without the label are many, and found several voxels at a time.
    std::int16_t found = 0;
    for (int bit = 0; bit < voxels; ++bit)
    {
      found |= static_cast<std::int16_t>(in[bit] == wanted);
    }
    BinaryVolume::Word word = 0;
    for (int bit = 0; bit < voxels && found != 0; ++bit)
    {
      word |= static_cast<BinaryVolume::Word>(in[bit] == wanted) << bit;
    }
    result.Words()[i] = word;
    in += voxels;
  }
  return result;
}

} // namespace vox
