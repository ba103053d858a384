// SPDX-License-Identifier: Apache-2.0
#ifndef voxLossTarget_h
#define voxLossTarget_h

#include "voxReferenceDistances.h"

#include <ATen/core/Tensor.h>

#include <utility>
#include <vector>

namespace vox
{

/** What a loss compares logits with: labels [N, D, H, W] or [N, H, W], and maps of them that somebody computed ahead of
 * time, such as the threads of a batch loader. A loss computes what it does not find, with the same bits. */
struct LossTarget
{
  /** Labels alone are a target. */
  LossTarget(at::Tensor itsLabels) : labels(std::move(itsLabels)) {}

  at::Tensor labels;
  std::vector<ReferenceDistances> known; ///< what each of `maps` is
  std::vector<at::Tensor> maps;          ///< of ComputeReferenceDistances
};

/** The maps of these distances: those of the target where it knows them in this type, else computed on all threads of
 * torch. Throws Error(Internal) for maps of other sizes than the labels'. */
[[nodiscard]] at::Tensor DistancesOf(const LossTarget & target, const ReferenceDistances & wanted, at::ScalarType type);

} // namespace vox

#endif
