// SPDX-License-Identifier: Apache-2.0
#ifndef voxTrainingLoss_h
#define voxTrainingLoss_h

#include "voxDatasetDescription.h"
#include "voxLossRegistry.h"
#include "voxPlan.h"
#include "voxTrainOptions.h"

#include <vector>

namespace vox
{

/** Fills in the loss where the user named none, as nnU-Net does: dice-binary-cross-entropy for overlapping regions,
 * dice-cross-entropy for labels. Throws Error(Usage) for a loss that reads the heads otherwise than the data set
 * does (a softmax loss for regions, a sigmoid loss for labels), naming those that fit, and for an unknown one. */
void ChooseLoss(TrainOptions & options, const DatasetDescription & description);

/** The chosen loss with its options; `batch`, `ignore_label`, `regions` and `extent_mm`, where the loss (or a term of a
 * weighted sum) has them and the user left them open, are those of the plan and the data set: the extent is that of the
 * patch. Region i is entry i of Foreground(). The weights of a weighted sum are those at `epoch`, counted from 0. */
[[nodiscard]] LossFunction MakeTrainingLoss(const TrainOptions & options, const PlanConfiguration & configuration,
                                            const DatasetDescription & description, std::int64_t epoch = 0);

/** What that loss takes from its target where it finds it, whatever its weights at an epoch: to be computed ahead of
 * the training step (voxTrainingTargets.h). */
[[nodiscard]] std::vector<ReferenceDistances> DistancesForTrainingLoss(const TrainOptions & options,
                                                                       const PlanConfiguration & configuration,
                                                                       const DatasetDescription & description);

} // namespace vox

#endif
