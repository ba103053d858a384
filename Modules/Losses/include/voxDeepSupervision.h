// SPDX-License-Identifier: Apache-2.0
#ifndef voxDeepSupervision_h
#define voxDeepSupervision_h

#include "voxLossRegistry.h"

#include <span>
#include <vector>

namespace vox
{

/** nnU-Net's weights: 1, 1/2, 1/4 ... finest first, the coarsest 0, normalized to sum 1. One output has weight 1. */
[[nodiscard]] std::vector<double> DeepSupervisionWeights(std::size_t outputs);

/** Labels [N, D, H, W] at the size of each output, by nearest-exact sampling (the label at the centre of each target
 * voxel), as nnU-Net's deep-supervision targets. The first entry is `labels` itself. */
[[nodiscard]] std::vector<at::Tensor> DeepSupervisionTargets(const at::Tensor & labels,
                                                             std::span<const at::Tensor> outputs);

/** Labels [N, D, H, W] or [N, H, W] at this size of theirs, [D, H, W] or [H, W], likewise. */
[[nodiscard]] at::Tensor LabelsOfSize(const at::Tensor & labels, at::IntArrayRef size);

/** Outputs with a weight above 0: all but the coarsest, or the only one. */
[[nodiscard]] std::size_t OutputsThatCount(std::size_t outputs);

/** Weighted sum of the loss over the outputs; those with weight 0 are not computed. Throws Error(BadInput) without
 * outputs. */
[[nodiscard]] at::Tensor DeepSupervisionLoss(std::span<const at::Tensor> outputs, const at::Tensor & labels,
                                             const LossFunction & loss);

/** The same with targets at the sizes of the outputs that count. */
[[nodiscard]] at::Tensor DeepSupervisionLoss(std::span<const at::Tensor> outputs, std::span<const LossTarget> targets,
                                             const LossFunction & loss);

/** The same with a weight for each target: the outputs behind them do not count. */
[[nodiscard]] at::Tensor DeepSupervisionLoss(std::span<const at::Tensor> outputs, std::span<const LossTarget> targets,
                                             std::span<const double> weights, const LossFunction & loss);

} // namespace vox

#endif
