// SPDX-License-Identifier: Apache-2.0
#ifndef voxSquaresPass_h
#define voxSquaresPass_h

#include "voxLossInput.h"

#include <ATen/core/Tensor.h>

namespace vox
{

/** What a map of weights is multiplied by at each voxel and class, p = softmax(logits) and g 1 for the label's class.
 */
enum class ErrorForm
{
  Probability, ///< p
  Squared,     ///< (p - g)^2
  Disagreement ///< 1 - (1 - |p - g|)^2
};

/** Sum over classes and voxels of weights times error, [N], with a gradient with respect to the logits; weights [N, K -
 * first, V] without gaps, of the type of the logits, of the classes from `first` on. Voxels with the ignore label are
 * counted nowhere. Added up in float64 and in an order that does not depend on the number of threads. Nothing the size
 * of the logits is kept for the gradient but the weights. */
[[nodiscard]] at::Tensor SumOfErrors(const LossInput & input, const at::Tensor & weights, ErrorForm form);

/** 1 where the probability of a class is above one half, 0 elsewhere and where the label is ignored: bytes [N, K -
 * first, V]. No gradient. */
[[nodiscard]] at::Tensor PredictedMasks(const LossInput & input, std::int64_t first);

} // namespace vox

#endif
