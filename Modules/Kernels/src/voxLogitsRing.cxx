// SPDX-License-Identifier: Apache-2.0
#include "voxLogitsRing.h"

#include "voxAllFinite.h"
#include "voxHalf.h"
#include "voxHeadRow.h"
#include "voxParallelFor.h"
#include "voxTargetClones.h"

#include <algorithm>
#include <atomic>

namespace vox::kernels
{
namespace
{
constexpr std::int64_t rowGrain = 64;

VOX_TARGET_CLONES void
AddToSums(const float * __restrict logits, const float * __restrict weights, std::int64_t count,
          float * __restrict sums)
{
  for (std::int64_t i = 0; i < count; ++i)
  {
    sums[i] += weights[i] * logits[i];
  }
}

/** Moves each mean towards the logit by the part that this window has in all weights so far. */
VOX_TARGET_CLONES void
MoveMeans(const float * __restrict logits, const float * __restrict parts, std::int64_t count,
          std::uint16_t * __restrict means)
{
  for (std::int64_t i = 0; i < count; ++i)
  {
    const float mean = FloatFromHalf(means[i]);
    means[i] = HalfFromFloat(mean + parts[i] * (logits[i] - mean));
  }
}

/** weights += share * window; `parts` becomes the new window's part of them, `shares` its weights. */
VOX_TARGET_CLONES void
AddWeights(const float * __restrict window, float share, std::int64_t count, float * __restrict weights,
           float * __restrict shares, float * __restrict parts)
{
  for (std::int64_t i = 0; i < count; ++i)
  {
    shares[i] = share * window[i];
    weights[i] += shares[i];
    parts[i] = shares[i] / weights[i];
  }
}

VOX_TARGET_CLONES void
DivideSums(const float * __restrict sums, const float * __restrict weights, std::int64_t count,
           float * __restrict means)
{
  for (std::int64_t i = 0; i < count; ++i)
  {
    means[i] = sums[i] / weights[i];
  }
}

VOX_TARGET_CLONES void
CopyMeans(const std::uint16_t * __restrict stored, std::int64_t count, float * __restrict means)
{
  for (std::int64_t i = 0; i < count; ++i)
  {
    means[i] = FloatFromHalf(stored[i]);
  }
}
} // namespace

LogitsRing::LogitsRing(RingType type, std::int64_t classes, const Zyx<std::int64_t> & size)
    : m_Classes(classes), m_Size(size), m_Weights(static_cast<std::size_t>(Product(size)))
{
  const auto values = static_cast<std::size_t>(classes * Product(size));
  type == RingType::Float32 ? m_Sums.resize(values) : m_Means.resize(values);
}

std::int64_t
LogitsRing::Bytes(RingType type, std::int64_t classes, const Zyx<std::int64_t> & size)
{
  return Product(size) * (classes * (type == RingType::Float32 ? 4 : 2) + 4);
}

std::int64_t
LogitsRing::RowOffset(std::int64_t z, std::int64_t y) const
{
  return (z % m_Size.z * m_Size.y + y) * m_Size.x;
}

void
LogitsRing::Add(const HeadView & head, const FeatureView & features, const float * weights, float share,
                const Zyx<std::int64_t> & origin, int threads)
{
  const Zyx<std::int64_t> & window = features.size;
  ParallelFor(0, window.z * window.y, rowGrain, threads, [&](std::int64_t first, std::int64_t last) {
    HeadRow row(head, features);
    std::vector<float> shares(static_cast<std::size_t>(window.x));
    std::vector<float> parts(shares.size());
    for (std::int64_t i = first; i < last; ++i)
    {
      const std::int64_t z = i / window.y;
      const std::int64_t y = i % window.y;
      const std::int64_t offset = RowOffset(origin.z + z, origin.y + y) + origin.x;
      AddWeights(weights + i * window.x, share, window.x, m_Weights.data() + offset, shares.data(), parts.data());
      row.Load(z, y);
      for (std::int64_t k = 0; k < m_Classes; ++k)
      {
        const float * const logits = row.Logits(k);
        const std::int64_t voxel = k * Product(m_Size) + offset;
        m_Sums.empty() ? MoveMeans(logits, parts.data(), window.x, m_Means.data() + voxel)
                       : AddToSums(logits, shares.data(), window.x, m_Sums.data() + voxel);
      }
    }
  });
}

bool
LogitsRing::Take(const FinishedSlices & slices, float * means, std::int64_t channelStride, int threads)
{
  const std::int64_t count = slices.last - slices.first;
  std::atomic<bool> finite{true};
  ParallelFor(0, m_Classes * count, 1, threads, [&](std::int64_t i, std::int64_t) {
    const std::int64_t k = i / count;
    const std::int64_t z = slices.first + i % count;
    const std::int64_t base = k * Product(m_Size);
    float * const slice = means + k * channelStride + i % count * slices.height * slices.width;
    for (std::int64_t y = 0; y < slices.height; ++y)
    {
      const std::int64_t offset = RowOffset(z, slices.y + y) + slices.x;
      float * const row = slice + y * slices.width;
      m_Sums.empty() ? CopyMeans(m_Means.data() + base + offset, slices.width, row)
                     : DivideSums(m_Sums.data() + base + offset, m_Weights.data() + offset, slices.width, row);
    }
    if (!AllFinite(slice, slices.height * slices.width, 1))
    {
      finite = false;
    }
    ClearClass(k, z);
  });
  ClearWeights(slices.first, slices.last);
  return finite;
}

void
LogitsRing::Drop(std::int64_t first, std::int64_t last)
{
  for (std::int64_t i = 0; i < m_Classes * std::max<std::int64_t>(last - first, 0); ++i)
  {
    ClearClass(i % m_Classes, first + i / m_Classes);
  }
  ClearWeights(first, last);
}

void
LogitsRing::ClearClass(std::int64_t k, std::int64_t z)
{
  const std::int64_t voxel = k * Product(m_Size) + RowOffset(z, 0);
  const std::int64_t plane = m_Size.y * m_Size.x;
  m_Sums.empty() ? void(std::fill_n(m_Means.begin() + voxel, plane, std::uint16_t{0}))
                 : void(std::fill_n(m_Sums.begin() + voxel, plane, 0.0F));
}

void
LogitsRing::ClearWeights(std::int64_t first, std::int64_t last)
{
  for (std::int64_t z = first; z < last; ++z)
  {
    std::fill_n(m_Weights.data() + RowOffset(z, 0), m_Size.y * m_Size.x, 0.0F);
  }
}

} // namespace vox::kernels
