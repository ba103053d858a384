// SPDX-License-Identifier: Apache-2.0
#ifndef voxVoxelLoss_h
#define voxVoxelLoss_h

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
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

/** Throws Error(BadInput) for shapes or labels that do not fit, Error(Usage) for a wrong number of weights. */
[[nodiscard]] VoxelTerms ComputeVoxelTerms(const at::Tensor & logits, const at::Tensor & labels,
                                           const std::vector<double> & classWeights,
                                           const std::optional<std::int64_t> & ignoreLabel, const char * name);

} // namespace vox

#endif
