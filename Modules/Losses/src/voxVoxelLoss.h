// SPDX-License-Identifier: Apache-2.0
#ifndef voxVoxelLoss_h
#define voxVoxelLoss_h

#include "voxLossInput.h"

#include <vector>

namespace vox
{

/** What the losses that are a mean over voxels are made of. */
struct VoxelTerms
{
  at::Tensor logProbability; ///< [N, K, V]
  at::Tensor ofLabel;        ///< [N, V]: log probability of the labelled class
  at::Tensor weight;         ///< [N, V]: weight of the labelled class, 0 where the label is ignored
  at::Tensor counted;        ///< [N, V]: 1, or 0 where the label is ignored
  at::Tensor classWeights;   ///< [K]
};

/** Throws Error(Usage) that begins with `name` for a wrong number of weights. */
[[nodiscard]] VoxelTerms ComputeVoxelTerms(const LossInput & input, const std::vector<double> & classWeights,
                                           const char * name);

} // namespace vox

#endif
