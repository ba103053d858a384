// SPDX-License-Identifier: Apache-2.0
#ifndef voxDistancePoint_h
#define voxDistancePoint_h

#include "voxHostDevice.h"
#include "voxZyx.h"

#include <bit>
#include <cstdint>
#include <limits>

namespace vox::kernels
{

/** What the four steps of an exact Euclidean distance map read and write, one after the other. Between them stand whole
 * numbers of voxels, not distances, so nothing is rounded before the end. Axes are at most 65535 voxels long. */
struct DistanceMapBuffers
{
  static constexpr std::uint16_t none = 0xFFFF;

  const std::uint8_t * marked = nullptr; ///< [size]: not 0 where the distance is 0
  Zyx<std::int64_t> size;
  Zyx<double> spacingMm{1.0, 1.0, 1.0};
  std::uint32_t * words = nullptr;     ///< [D, H, WordsPerRow]: 32 voxels of a row in each
  std::uint16_t * alongRow = nullptr;  ///< [size]: voxels along x to the nearest marked one, or `none`
  std::uint16_t * stack = nullptr;     ///< [size]: sites of the lower envelope of each line
  std::uint16_t * inSliceX = nullptr;  ///< [size]: voxels along x to the nearest marked one of the slice, or `none`
  std::uint16_t * inSliceY = nullptr;  ///< [size]: and along y
  double * squaredDistances = nullptr; ///< [size], mm^2; infinite where nothing is marked

  [[nodiscard]] constexpr std::int64_t
  WordsPerRow() const
  {
    return (size.x + 31) / 32;
  }
};

/** Bytes of words, alongRow, stack, inSliceX and inSliceY together, in this order and each a multiple of 256. */
[[nodiscard]] std::int64_t DistanceMapScratchBytes(const Zyx<std::int64_t> & size);

/** Points the scratch buffers into memory of DistanceMapScratchBytes, aligned to 256 bytes. */
void PlaceScratch(DistanceMapBuffers & buffers, void * scratch);

/** Step 1: bit i of word w of a row is set where voxel 32 w + i is marked. */
struct MarkWordPoint : DistanceMapBuffers
{
  [[nodiscard]] Zyx<std::int64_t>
  Extent() const
  {
    return {size.z, size.y, WordsPerRow()};
  }

  VOX_HOST_DEVICE void
  operator()(std::int64_t x, std::int64_t y, std::int64_t z) const
  {
    const std::int64_t row = z * size.y + y;
    const std::uint8_t * const voxels = marked + row * size.x + 32 * x;
    const std::int64_t count = size.x - 32 * x < 32 ? size.x - 32 * x : 32;
    std::uint32_t word = 0;
    for (std::int64_t i = 0; i < count; ++i)
    {
      word |= static_cast<std::uint32_t>(voxels[i] != 0) << static_cast<unsigned int>(i);
    }
    words[row * WordsPerRow() + x] = word;
  }
};

/** Step 2: along each row, by the nearest set bits on both sides. */
struct AlongRowPoint : DistanceMapBuffers
{
  [[nodiscard]] Zyx<std::int64_t>
  Extent() const
  {
    return size;
  }

  VOX_HOST_DEVICE void
  operator()(std::int64_t x, std::int64_t y, std::int64_t z) const
  {
    const std::int64_t row = z * size.y + y;
    const std::uint32_t * const rowWords = words + row * WordsPerRow();
    const std::int64_t left = Left(rowWords, x);
    const std::int64_t right = Right(rowWords, x);
    const std::int64_t nearest = left < right ? left : right;
    alongRow[row * size.x + x] = nearest < none ? static_cast<std::uint16_t>(nearest) : none;
  }

private:
  static constexpr std::int64_t nothing = std::numeric_limits<std::int64_t>::max();

  [[nodiscard]] VOX_HOST_DEVICE static std::int64_t
  Left(const std::uint32_t * rowWords, std::int64_t x)
  {
    std::int64_t word = x / 32;
    std::uint32_t bits = rowWords[word] & (0xFFFFFFFFU >> static_cast<unsigned int>(31 - x % 32));
    while (bits == 0 && word > 0)
    {
      bits = rowWords[--word];
    }
    return bits == 0 ? nothing : x - (32 * word + 31 - std::countl_zero(bits));
  }

  [[nodiscard]] VOX_HOST_DEVICE std::int64_t
  Right(const std::uint32_t * rowWords, std::int64_t x) const
  {
    std::int64_t word = x / 32;
    std::uint32_t bits = rowWords[word] & (0xFFFFFFFFU << static_cast<unsigned int>(x % 32));
    while (bits == 0 && word + 1 < WordsPerRow())
    {
      bits = rowWords[++word];
    }
    return bits == 0 ? nothing : 32 * word + std::countr_zero(bits) - x;
  }
};

/** The lower envelope of the parabolas squared(i) + (spacing (k - i))^2 over the sites i of one line, by a stack of
 * sites (Maurer, Qi, Raghavan, IEEE TPAMI 25(2), 2003, DOI 10.1109/TPAMI.2003.1177156; the parabolas are Felzenszwalb
 * and Huttenlocher's, Theory of Computing 8(19), 2012, DOI 10.4086/toc.2012.v008a019). `squared(i)` is negative where
 * line sample i is no site. Calls found(k, site) for every sample of a line that has a site, empty(k) for every sample
 * of one that has none. Of equally near sites the first. */
template <typename TSquared, typename TFound, typename TEmpty>
VOX_HOST_DEVICE void
LowerEnvelope(std::int64_t count, double spacing, std::uint16_t * stack, std::int64_t stride, const TSquared & squared,
              const TFound & found, const TEmpty & empty)
{
  const auto site = [&](std::int64_t i) { return static_cast<std::int64_t>(stack[i * stride]); };
  std::int64_t sites = 0;
  for (std::int64_t i = 0; i < count; ++i)
  {
    const double height = squared(i);
    if (height < 0.0)
    {
      continue;
    }
    while (sites >= 2)
    {
      const std::int64_t v = site(sites - 1);
      const std::int64_t u = site(sites - 2);
      const double a = static_cast<double>(v - u) * spacing;
      const double b = static_cast<double>(i - v) * spacing;
      const double c = a + b;
      if (c * squared(v) - b * squared(u) - a * height - a * b * c <= 0.0)
      {
        break;
      }
      --sites; // v lies above the parabolas of u and i everywhere
    }
    stack[sites * stride] = static_cast<std::uint16_t>(i);
    ++sites;
  }
  if (sites == 0)
  {
    for (std::int64_t k = 0; k < count; ++k)
    {
      empty(k);
    }
    return;
  }
  const auto at = [&](std::int64_t i, std::int64_t k) {
    const double offset = static_cast<double>(k - i) * spacing;
    return squared(i) + offset * offset;
  };
  std::int64_t top = 0;
  std::int64_t current = site(0);
  for (std::int64_t k = 0; k < count; ++k)
  {
    double height = at(current, k);
    while (top + 1 < sites)
    {
      const std::int64_t next = site(top + 1);
      const double nextHeight = at(next, k);
      if (nextHeight >= height)
      {
        break;
      }
      ++top;
      current = next;
      height = nextHeight;
    }
    found(k, current);
  }
}

/** Step 3: along y, within each slice; one index per column of a slice. */
struct InSliceColumn : DistanceMapBuffers
{
  [[nodiscard]] Zyx<std::int64_t>
  Extent() const
  {
    return {1, size.z, size.x};
  }

  VOX_HOST_DEVICE void
  operator()(std::int64_t x, std::int64_t z, std::int64_t) const
  {
    const std::int64_t start = z * size.y * size.x + x;
    const auto voxel = [&](std::int64_t i) { return start + i * size.x; };
    LowerEnvelope(
        size.y, spacingMm.y, stack + start, size.x,
        [&](std::int64_t i) {
          const std::uint16_t steps = alongRow[voxel(i)];
          const double distance = steps * spacingMm.x;
          return steps == none ? -1.0 : distance * distance;
        },
        [&](std::int64_t k, std::int64_t site) {
          inSliceX[voxel(k)] = alongRow[voxel(site)];
          inSliceY[voxel(k)] = static_cast<std::uint16_t>(k < site ? site - k : k - site);
        },
        [&](std::int64_t k) { inSliceX[voxel(k)] = none; });
  }
};

/** Step 4: along z; one index per column through the slices. */
struct ThroughSlicesColumn : DistanceMapBuffers
{
  [[nodiscard]] Zyx<std::int64_t>
  Extent() const
  {
    return {1, size.y, size.x};
  }

  VOX_HOST_DEVICE void
  operator()(std::int64_t x, std::int64_t y, std::int64_t) const
  {
    const std::int64_t start = y * size.x + x;
    const std::int64_t stride = size.y * size.x;
    const auto squared = [&](std::int64_t i) {
      const std::uint16_t stepsX = inSliceX[start + i * stride];
      const double alongX = stepsX * spacingMm.x;
      const double alongY = inSliceY[start + i * stride] * spacingMm.y;
      return stepsX == none ? -1.0 : alongX * alongX + alongY * alongY;
    };
    LowerEnvelope(
        size.z, spacingMm.z, stack + start, stride, squared,
        [&](std::int64_t k, std::int64_t site) {
          const double alongZ = static_cast<double>(k - site) * spacingMm.z;
          squaredDistances[start + k * stride] = squared(site) + alongZ * alongZ;
        },
        [&](std::int64_t k) { squaredDistances[start + k * stride] = std::numeric_limits<double>::infinity(); });
  }
};

/** Calls run(body) for the four steps, each of which needs the one before to be complete. */
template <typename TRun>
void
ForEachDistanceStep(const DistanceMapBuffers & buffers, TRun && run)
{
  run(MarkWordPoint{buffers});
  run(AlongRowPoint{buffers});
  run(InSliceColumn{buffers});
  run(ThroughSlicesColumn{buffers});
}

} // namespace vox::kernels

#endif
