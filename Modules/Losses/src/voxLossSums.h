// SPDX-License-Identifier: Apache-2.0
#ifndef voxLossSums_h
#define voxLossSums_h

#include <ATen/core/Tensor.h>

namespace vox
{

/** What the losses are made of, K classes or regions and N samples; float32, or float64 for float64 logits. Voxels with
 * the ignore label are counted nowhere. All but `reference` and `voxels` have gradients with respect to the logits. */
struct LossSums
{
  at::Tensor intersection; ///< [N, K]: sum of the probability of class k over the voxels labelled k
  at::Tensor probability;  ///< [N, K]: sum of the probability of class k, or of its square, over all voxels
  at::Tensor reference;    ///< [N, K]: number of voxels labelled k
  /** [N, K]: of classes, sum of -(1 - p)^gamma log p over the voxels labelled k, with p the probability of k; of
   * regions, sum of the binary cross entropy of region k over all voxels. */
  at::Tensor crossEntropy;
  at::Tensor voxels; ///< scalar: number of voxels of all samples
};

} // namespace vox

#endif
