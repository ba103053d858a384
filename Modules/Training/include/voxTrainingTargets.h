// SPDX-License-Identifier: Apache-2.0
#ifndef voxTrainingTargets_h
#define voxTrainingTargets_h

#include "voxBatchLoader.h"
#include "voxDatasetDescription.h"
#include "voxLossTarget.h"
#include "voxPlan.h"
#include "voxTrainOptions.h"

#include <cstdint>
#include <vector>

namespace vox
{

/** What the outputs of a network are compared with in training: labels at the size of each output that counts, without
 * the margin that convolutions without padding take, and the distance maps that the loss wants of them. The maps are
 * made by the threads of the batch loader, after the augmentation; they are the same bits as those that the loss would
 * compute. */
class TrainingTargets
{
public:
  /** The loss must be chosen. */
  TrainingTargets(const TrainOptions & options, const PlanConfiguration & configuration,
                  const DatasetDescription & description);

  /** For BatchLoaderOptions::derive; empty where the loss wants no maps. */
  [[nodiscard]] DeriveFunction Derive() const;

  /** One for each output that counts, finest first, of a batch whose loader has Derive(). */
  [[nodiscard]] std::vector<LossTarget> Of(const Batch & batch) const;

  /** What each of these counts in the loss: nnU-Net's weights for outputs on coarser and coarser grids, equal ones for
   * heads on the same grid. */
  [[nodiscard]] const std::vector<double> & Weights() const;

  /** The labels [N, D, H, W] of the first output. */
  [[nodiscard]] at::Tensor Labels(const Batch & batch) const;

private:
  [[nodiscard]] at::Tensor WithoutMargin(const at::Tensor & labels) const;

  std::vector<ReferenceDistances> m_Wanted;
  Zyx<std::int64_t> m_Margin;
  std::vector<double> m_Weights;
  std::vector<std::vector<std::int64_t>> m_Sizes; ///< of the labels of each output: z, y, x
};

} // namespace vox

#endif
