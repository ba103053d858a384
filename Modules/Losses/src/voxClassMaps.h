// SPDX-License-Identifier: Apache-2.0
#ifndef voxClassMaps_h
#define voxClassMaps_h

#include "voxLossInput.h"

namespace vox
{

/** What losses need that are no sums over voxels of each class; V voxels. float32, or float64 for float64 logits. */
struct ClassMaps
{
  at::Tensor logProbability; ///< [N, K, V]
  at::Tensor probability;    ///< [N, K, V]: 0 where the label is ignored
  at::Tensor reference;      ///< [N, K, V]: 1 for the label's class, 0 for others and where the label is ignored
  at::Tensor counted;        ///< [N, 1, V]: 1, or 0 where the label is ignored
};

[[nodiscard]] ClassMaps SoftmaxMaps(const LossInput & input);

} // namespace vox

#endif
