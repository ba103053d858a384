// SPDX-License-Identifier: Apache-2.0
#include "voxHeadRow.h"

#include "voxHalf.h"
#include "voxTargetClones.h"

#include <algorithm>

namespace vox::kernels
{
namespace
{
constexpr std::int64_t lanes = 8;
using Lanes = float __attribute__((vector_size(lanes * sizeof(float))));
using WholeLanes = std::uint32_t __attribute__((vector_size(lanes * sizeof(std::uint32_t))));
using HalfLanes = std::uint16_t __attribute__((vector_size(lanes * sizeof(std::uint16_t))));

inline float
AsFloat(float value)
{
  return value;
}

inline float
AsFloat(std::uint16_t bfloat16)
{
  return FloatFromBfloat16(bfloat16);
}

inline __attribute__((always_inline)) void
LoadLanes(const float * values, Lanes * loaded)
{
  __builtin_memcpy(loaded, values, sizeof(Lanes));
}

inline __attribute__((always_inline)) void
LoadLanes(const std::uint16_t * bfloat16, Lanes * loaded)
{
  HalfLanes bits;
  __builtin_memcpy(&bits, bfloat16, sizeof(bits));
  const WholeLanes shifted = __builtin_convertvector(bits, WholeLanes) << 16;
  __builtin_memcpy(loaded, &shifted, sizeof(Lanes));
}

/** Three rounds of interleaving turn eight rows of eight into columns. */
inline __attribute__((always_inline)) void
TransposeLanes(Lanes * rows)
{
  Lanes other[lanes];
  for (int i = 0; i < 4; ++i)
  {
    other[2 * i] = __builtin_shufflevector(rows[2 * i], rows[2 * i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
    other[2 * i + 1] = __builtin_shufflevector(rows[2 * i], rows[2 * i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
  }
  for (int i = 0; i < 2; ++i)
  {
    for (int j = 0; j < 2; ++j)
    {
      const Lanes a = other[4 * i + j];
      const Lanes b = other[4 * i + 2 + j];
      rows[4 * i + 2 * j] = __builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13);
      rows[4 * i + 2 * j + 1] = __builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15);
    }
  }
  for (int i = 0; i < 4; ++i)
  {
    other[i] = __builtin_shufflevector(rows[i], rows[i + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    other[i + 4] = __builtin_shufflevector(rows[i], rows[i + 4], 4, 5, 6, 7, 12, 13, 14, 15);
  }
  __builtin_memcpy(rows, other, sizeof(other));
}

/** [W, C] to [C, W], channels `stride` apart. */
template <typename T>
inline __attribute__((always_inline)) void
TransposeRow(const T * __restrict features, std::int64_t width, std::int64_t channels, std::int64_t stride,
             float * __restrict transposed)
{
  const std::int64_t wholeWidth = width / lanes * lanes;
  const std::int64_t wholeChannels = channels / lanes * lanes;
  for (std::int64_t x = 0; x < wholeWidth; x += lanes)
  {
    for (std::int64_t c = 0; c < wholeChannels; c += lanes)
    {
      Lanes block[lanes];
      for (std::int64_t i = 0; i < lanes; ++i)
      {
        LoadLanes(features + (x + i) * channels + c, block + i);
      }
      TransposeLanes(block);
      for (std::int64_t i = 0; i < lanes; ++i)
      {
        __builtin_memcpy(transposed + (c + i) * stride + x, block + i, sizeof(Lanes));
      }
    }
  }
  for (std::int64_t x = 0; x < width; ++x)
  {
    for (std::int64_t c = x < wholeWidth ? wholeChannels : 0; c < channels; ++c)
    {
      transposed[c * stride + x] = AsFloat(features[x * channels + c]);
    }
  }
}

VOX_TARGET_CLONES void
TransposeFloats(const float * features, std::int64_t width, std::int64_t channels, std::int64_t stride,
                float * transposed)
{
  TransposeRow(features, width, channels, stride, transposed);
}

VOX_TARGET_CLONES void
TransposeBfloat16(const std::uint16_t * features, std::int64_t width, std::int64_t channels, std::int64_t stride,
                  float * transposed)
{
  TransposeRow(features, width, channels, stride, transposed);
}

/** One row of the matrix product W F + b; eight channels at a time share a pass over the logits. */
VOX_TARGET_CLONES void
ApplyHead(const float * __restrict features, std::int64_t stride, std::int64_t channels,
          const float * __restrict weight, float bias, std::int64_t width, float * __restrict logits)
{
  std::fill_n(logits, width, bias);
  std::int64_t c = 0;
  for (; c + 8 <= channels; c += 8)
  {
    const float * const f = features + c * stride;
    const float w0 = weight[c];
    const float w1 = weight[c + 1];
    const float w2 = weight[c + 2];
    const float w3 = weight[c + 3];
    const float w4 = weight[c + 4];
    const float w5 = weight[c + 5];
    const float w6 = weight[c + 6];
    const float w7 = weight[c + 7];
    for (std::int64_t x = 0; x < width; ++x)
    {
      logits[x] += w0 * f[x] + w1 * f[stride + x] + w2 * f[2 * stride + x] + w3 * f[3 * stride + x] +
                   w4 * f[4 * stride + x] + w5 * f[5 * stride + x] + w6 * f[6 * stride + x] + w7 * f[7 * stride + x];
    }
  }
  for (; c < channels; ++c)
  {
    for (std::int64_t x = 0; x < width; ++x)
    {
      logits[x] += weight[c] * features[c * stride + x];
    }
  }
}
} // namespace

HeadRow::HeadRow(const HeadView & head, const FeatureView & features)
    : m_Head(head),
      m_Features(features),
      m_Stride((features.size.x + 15) / 16 * 16),
      m_Transposed(static_cast<std::size_t>(head.channels * m_Stride)),
      m_Logits(static_cast<std::size_t>(m_Stride))
{}

void
HeadRow::Load(std::int64_t z, std::int64_t y)
{
  const Zyx<std::int64_t> & size = m_Features.size;
  const std::int64_t fromZ = m_Features.mirrored.z ? size.z - 1 - z : z;
  const std::int64_t fromY = m_Features.mirrored.y ? size.y - 1 - y : y;
  const std::int64_t offset = (fromZ * size.y + fromY) * size.x * m_Head.channels;
  if (m_Features.float32 != nullptr)
  {
    TransposeFloats(m_Features.float32 + offset, size.x, m_Head.channels, m_Stride, m_Transposed.data());
  }
  else
  {
    TransposeBfloat16(m_Features.bfloat16 + offset, size.x, m_Head.channels, m_Stride, m_Transposed.data());
  }
  if (m_Features.mirrored.x)
  {
    for (std::int64_t c = 0; c < m_Head.channels; ++c)
    {
      std::reverse(m_Transposed.data() + c * m_Stride, m_Transposed.data() + c * m_Stride + size.x);
    }
  }
}

const float *
HeadRow::Logits(std::int64_t classIndex)
{
  ApplyHead(m_Transposed.data(), m_Stride, m_Head.channels, m_Head.weight + classIndex * m_Head.channels,
            m_Head.bias[classIndex], m_Features.size.x, m_Logits.data());
  return m_Logits.data();
}

} // namespace vox::kernels
