// SPDX-License-Identifier: Apache-2.0
#ifndef voxPreviousStage_h
#define voxPreviousStage_h

#include "voxAugmentationOptions.h"
#include "voxBinaryVolume.h"
#include "voxRandom.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace vox
{

/** What the network of a later stage in a cascade sees of the stage before: for each of `labels` the mask of its voxels
 * in `previousStage`, int16 [D, H, W]. Other values, -1 among them, are in no mask. */
[[nodiscard]] std::vector<BinaryVolume> PreviousStageMasks(const at::Tensor & previousStage,
                                                           const std::vector<std::int64_t> & labels);

/** nnU-Net's changes to these masks in training, so that a network does not trust them blindly.
 *
 * With `previousStageMorphologyProbability` each mask in random order is, by its own chance, dilated, eroded, closed or
 * opened, one as likely as the other, with a ball (a disk in one slice) of random radius; voxels that it gains leave
 * the other masks. After that, with `previousStageRemovalProbability`, each mask by its own chance loses one of its
 * connected components, all equally likely that are smaller than `previousStageRemovalLargestShare` of the volume.
 *
 * All randomness comes from `random`. Without masks or `options.enabled` nothing happens. Source: batchgeneratorsv2
 * 0.3.6, ApplyRandomBinaryOperatorTransform and RemoveRandomConnectedComponentFromOneHotEncodingTransform. */
void DisturbPreviousStage(std::vector<BinaryVolume> & masks, const AugmentationOptions & options, Random & random);

} // namespace vox

#endif
