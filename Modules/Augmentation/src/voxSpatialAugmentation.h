// SPDX-License-Identifier: Apache-2.0
#ifndef voxSpatialAugmentation_h
#define voxSpatialAugmentation_h

#include "voxAugmentationOptions.h"
#include "voxBox.h"
#include "voxPatch.h"
#include "voxRandom.h"

namespace vox
{

[[nodiscard]] inline double
Draw(const Range & range, Random & random)
{
  return random.Uniform(range.low, range.high);
}

/** The box of `patchSize` in the middle of `size`, as nnU-Net rounds it; may reach outside. */
[[nodiscard]] Box CentralBox(const Zyx<std::int64_t> & size, const Zyx<std::int64_t> & patchSize);

/** All steps of Augment that move voxels other than by flips: a patch of `patchSize`, which may share nothing with the
 * input. */
[[nodiscard]] Patch TransformSpatially(const Patch & patch, const Zyx<std::int64_t> & patchSize,
                                       const AugmentationOptions & options, Random & random);

} // namespace vox

#endif
