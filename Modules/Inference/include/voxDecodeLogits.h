// SPDX-License-Identifier: Apache-2.0
#ifndef voxDecodeLogits_h
#define voxDecodeLogits_h

#include "voxDatasetDescription.h"
#include "voxPreprocess.h"
#include "voxRunContext.h"
#include "voxVolume.h"

namespace vox
{

/** Labels on the grid of the file from logits [K, D, H, W] on the network's grid: int32 [1, D, H, W], geometry
 * `record.original`, 0 outside the crop. Logits are resampled before they are decoded.
 * Classes: the largest logit wins, ties go to the lower class. Regions (DatasetDescription::HasRegions): a voxel
 * belongs to region i where sigmoid(logit i) > 0.5; regions are painted in order with regionsClassOrder[i], later over
 * earlier. Throws Error(BadModel) where K differs from the heads of the description, or regionsClassOrder from its
 * regions. */
[[nodiscard]] Volume DecodeLabels(const at::Tensor & logits, const PreprocessRecord & record,
                                  const DatasetDescription & description, const RunContext & context = {});

/** Probabilities on the grid of the file, float32 [K, D, H, W]: softmax over classes, or the sigmoid of each region.
 * Outside the crop the background is 1 and every region is 0. Same errors as DecodeLabels. */
[[nodiscard]] Volume DecodeProbabilities(const at::Tensor & logits, const PreprocessRecord & record,
                                         const DatasetDescription & description, const RunContext & context = {});

} // namespace vox

#endif
