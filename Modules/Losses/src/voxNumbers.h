// SPDX-License-Identifier: Apache-2.0
#ifndef voxNumbers_h
#define voxNumbers_h

#include <ATen/core/Tensor.h>

namespace vox
{

/** Throws NotANumberError where `value`, a scalar made of the logits, is NaN: it names the first logit that is NaN, or
 * infinite where none is. The logits are looked at only then. */
void RequireNumbers(const at::Tensor & value, const at::Tensor & logits);

} // namespace vox

#endif
