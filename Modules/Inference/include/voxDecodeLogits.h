// SPDX-License-Identifier: Apache-2.0
#ifndef voxDecodeLogits_h
#define voxDecodeLogits_h

#include "voxDatasetDescription.h"
#include "voxLabelSink.h"
#include "voxPreprocess.h"
#include "voxRunContext.h"
#include "voxVolume.h"

namespace vox
{

/** How the logits of a data set become labels, for a LabelSink. Throws Error(BadModel) as DecodeLabels. */
[[nodiscard]] LabelRule LabelRuleOf(const DatasetDescription & description);

/** Labels on the grid of the file from logits [K, D, H, W] on the network's grid: [1, D, H, W] of the smallest of
 * uint8, int16 and int32 that holds all labels, geometry `record.original`, 0 outside the crop. Logits are resampled
 * before they are decoded. Classes: the largest logit wins, ties go to the lower class. Regions
 * (DatasetDescription::HasRegions): a voxel belongs to region i where sigmoid(logit i) > 0.5; regions are painted in
 * order with regionsClassOrder[i], later over earlier. Throws Error(BadModel) where K differs from the heads of the
 * description, or regionsClassOrder from its regions. */
[[nodiscard]] Volume DecodeLabels(const at::Tensor & logits, const PreprocessRecord & record,
                                  const DatasetDescription & description, const RunContext & context = {});

/** Probabilities on the grid of the file, float32 [K, D, H, W]: softmax over classes, or the sigmoid of each region.
 * Outside the crop the background is 1 and every region is 0. Same errors as DecodeLabels. */
[[nodiscard]] Volume DecodeProbabilities(const at::Tensor & logits, const PreprocessRecord & record,
                                         const DatasetDescription & description, const RunContext & context = {});

} // namespace vox

#endif
