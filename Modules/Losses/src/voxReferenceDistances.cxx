// SPDX-License-Identifier: Apache-2.0
#include "voxReferenceDistances.h"

#include "voxExtent.h"
#include "voxMaskBoundaries.h"
#include "voxRegionTable.h"
#include "voxSignedDistances.h"

#include <ATen/ATen.h>

namespace vox
{
namespace
{

/** Bytes [N, parts, V] of labels [N, V]: 1 in the part. */
at::Tensor
MasksOf(const at::Tensor & labels, const std::vector<std::vector<std::int64_t>> & parts)
{
  const std::int64_t voxels = labels.size(1);
  const auto count = static_cast<std::int64_t>(parts.size());
  const RegionTable table(parts, count);
  const at::Tensor masks = at::empty({labels.size(0), count, voxels}, at::kByte);
  for (std::int64_t row = 0; row < labels.size(0) * count; ++row)
  {
    const std::int64_t part = row % count;
    const std::int64_t word = part / RegionTable::headsPerWord;
    const auto bit = static_cast<unsigned int>(part % RegionTable::headsPerWord);
    const std::int64_t * const from = labels.const_data_ptr<std::int64_t>() + row / count * voxels;
    std::uint8_t * const to = masks.data_ptr<std::uint8_t>() + row * voxels;
    for (std::int64_t v = 0; v < voxels; ++v)
    {
      to[v] = static_cast<std::uint8_t>(table.Members(from[v], word) >> bit & 1U);
    }
  }
  return masks;
}

} // namespace

at::Tensor
ComputeReferenceDistances(const at::Tensor & labels, const ReferenceDistances & wanted, at::ScalarType type,
                          int threads)
{
  at::Tensor masks = MasksOf(labels.flatten(1).to(at::kLong).contiguous(), wanted.parts);
  masks = masks.unflatten(2, labels.sizes().slice(1));
  return SignedDistancesOf(wanted.boundaries ? BoundariesOf(masks) : masks,
                           SpacingOf(labels.sizes().slice(1), wanted.extentMm), type, threads);
}

} // namespace vox
