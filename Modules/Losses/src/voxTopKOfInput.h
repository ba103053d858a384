// SPDX-License-Identifier: Apache-2.0
#ifndef voxTopKOfInput_h
#define voxTopKOfInput_h

#include "voxLossInput.h"
#include "voxTopKLoss.h"

namespace vox
{

/** TopKLoss of an input that was checked, whose ignore label counts. */
[[nodiscard]] at::Tensor TopKOfInput(const LossInput & input, const TopKLossOptions & options);

} // namespace vox

#endif
