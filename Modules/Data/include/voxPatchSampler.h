// SPDX-License-Identifier: Apache-2.0
#ifndef voxPatchSampler_h
#define voxPatchSampler_h

#include "voxAugment.h"
#include "voxBox.h"
#include "voxCaseFile.h"
#include "voxRandom.h"

namespace vox
{

/** Where to cut a patch of `loadSize`: nnU-Net's get_bbox with `patchSize` deciding how far it may reach outside. A
 * forced sample is centred on a random voxel of a random present structure. Any other, and a forced one without
 * foreground, is centred on a random annotated voxel if the case has such locations (data sets with an ignore label);
 * if not, its position is random. */
[[nodiscard]] Box ChoosePatch(const TrainingCase & trainingCase, const Zyx<std::int64_t> & loadSize,
                              const Zyx<std::int64_t> & patchSize, bool forceForeground, Random & random);

/** Copies the box out of the case; outside the image is 0, labels are -1. */
[[nodiscard]] Patch CutPatch(const TrainingCase & trainingCase, const Box & box);

/** True if sample `index` of a batch must show foreground: the last `fraction` of the batch, as nnU-Net rounds it. */
[[nodiscard]] bool IsForegroundSample(std::int64_t index, std::int64_t batchSize, double fraction);

} // namespace vox

#endif
