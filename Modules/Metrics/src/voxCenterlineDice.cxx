// SPDX-License-Identifier: Apache-2.0
#include "voxCenterlineDice.h"

#include "voxParallelFor.h"
#include "voxSkeleton.h"

#include <array>

namespace vox
{
namespace
{

/** The share of the voxels of the skeleton of `mask` that the other mask holds. */
double
ShareInside(const BitMask & mask, const BitMask & other, const std::array<bool, 3> & measured)
{
  const BitMask skeleton = SkeletonOf(mask, measured);
  std::int64_t all = 0;
  std::int64_t inside = 0;
  for (std::int64_t z = 0; z < mask.Size().z; ++z)
  {
    for (std::int64_t y = 0; y < mask.Size().y; ++y)
    {
      const std::uint64_t * const line = skeleton.Row(z, y);
      const std::uint64_t * const row = other.Row(z, y);
      for (std::int64_t word = 0; word < mask.WordsPerRow(); ++word)
      {
        all += std::popcount(line[word]);
        inside += std::popcount(line[word] & row[word]);
      }
    }
  }
  return static_cast<double>(inside) / static_cast<double>(all);
}

} // namespace

CenterlineOverlap
MeasureCenterlines(const BitMask & reference, const BitMask & prediction, const std::array<bool, 3> & measured,
                   int threads)
{
  const std::array<const BitMask *, 2> masks{&prediction, &reference};
  std::array<double, 2> shares{};
  ParallelFor(0, 2, 1, threads, [&](std::int64_t one, std::int64_t) {
    const auto i = static_cast<std::size_t>(one);
    shares[i] = ShareInside(*masks[i], *masks[1 - i], measured);
  });
  const auto [precision, sensitivity] = shares;
  const double sum = precision + sensitivity;
  return {precision, sensitivity, sum > 0.0 ? 2.0 * precision * sensitivity / sum : 0.0};
}

} // namespace vox
