// SPDX-License-Identifier: Apache-2.0
#ifndef voxForEachBlock_h
#define voxForEachBlock_h

#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>

#include <algorithm>
#include <cstdint>

namespace vox
{

/** Voxels whose probabilities are in the cache together. */
inline constexpr std::int64_t kBlock = 256;
/** Blocks whose sums one thread adds up; fixed, so that sums do not depend on the number of threads. */
inline constexpr std::int64_t kBlocksOfPart = 64;

/** Some voxels of one sample. */
struct BlockPlace
{
  std::int64_t sample;
  std::int64_t part;   ///< of the sample
  std::int64_t first;  ///< voxel
  std::int64_t count;  ///< up to kBlock
  std::int64_t logits; ///< of the first voxel: elements from the start of the tensor
};

/** Parts of each sample of logits [N, K, V]. */
inline std::int64_t
PartsOf(const at::Tensor & logits)
{
  return (logits.size(2) + kBlock * kBlocksOfPart - 1) / (kBlock * kBlocksOfPart);
}

/** Calls body(place, buffers) for each block of each part of each sample of logits [N, K, V], the parts on all threads
 * of torch, each of which has made buffers of its own. */
template <typename TMakeBuffers, typename TBody>
void
ForEachBlock(const at::Tensor & logits, const TMakeBuffers & makeBuffers, const TBody & body)
{
  const std::int64_t voxels = logits.size(2);
  const std::int64_t parts = PartsOf(logits);
  at::parallel_for(0, logits.size(0) * parts, 1, [&](std::int64_t begin, std::int64_t end) {
    auto buffers = makeBuffers();
    for (std::int64_t index = begin; index < end; ++index)
    {
      const std::int64_t sample = index / parts;
      const std::int64_t part = index % parts;
      const std::int64_t last = std::min(voxels, (part + 1) * kBlock * kBlocksOfPart);
      for (std::int64_t first = part * kBlock * kBlocksOfPart; first < last; first += kBlock)
      {
        const std::int64_t start = sample * logits.stride(0) + first * logits.stride(2);
        body(BlockPlace{sample, part, first, std::min(kBlock, last - first), start}, buffers);
      }
    }
  });
}

/** Sums of each part of each sample, float64, to be added up over the parts. */
[[nodiscard]] inline double *
SumsOf(const at::Tensor & sums, const BlockPlace & place)
{
  return sums.data_ptr<double>() + (place.sample * sums.size(1) + place.part) * sums.size(2);
}

} // namespace vox

#endif
