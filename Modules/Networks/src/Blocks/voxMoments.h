// SPDX-License-Identifier: Apache-2.0
#ifndef voxMoments_h
#define voxMoments_h

#include <cstdint>

namespace vox
{

/** Mean and sum of squared differences from it, per channel, of some voxels of channels-last features, in two passes.
 */
void BlockMoments(std::int64_t voxels, std::int64_t channels, const float * input, float * mean, float * squares);

/** Moments of many blocks of voxels of one sample, [blocks][2][channels]: mean, then sum of squares. */
struct MomentBlocks
{
  const float * moments;
  std::int64_t blocks;
  std::int64_t voxels;   ///< of all blocks
  std::int64_t perBlock; ///< voxels of each block but the last, which has the rest
  std::int64_t channels;
};

/** Mean and 1 / sqrt(variance + eps) per channel, merged in double in the order of the blocks (Chan et al. 1983,
 * DOI 10.1080/00031305.1983.10483115). */
void MergeMoments(const MomentBlocks & blocks, double eps, float * mean, float * inverseDeviation);

} // namespace vox

#endif
