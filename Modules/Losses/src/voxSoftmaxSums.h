// SPDX-License-Identifier: Apache-2.0
#ifndef voxSoftmaxSums_h
#define voxSoftmaxSums_h

#include "voxLossInput.h"
#include "voxLossSums.h"

#include <vector>

namespace vox
{

/** What one pass over softmax(logits) sums besides overlaps. */
struct SoftmaxSumsOptions
{
  bool squared = false; ///< LossSums::probability are sums of squares
  double gamma = 0.0;   ///< of LossSums::crossEntropy
};

[[nodiscard]] LossSums ComputeSoftmaxSums(const LossInput & input, const SoftmaxSumsOptions & options = {});

/** `perClass`, such as sums [N, K], times one weight for each class; without weights as it is. Throws Error(Usage) that
 * begins with `name` for another number of weights. */
[[nodiscard]] at::Tensor WeighClasses(const at::Tensor & perClass, const std::vector<double> & weights,
                                      const char * name);

} // namespace vox

#endif
