// SPDX-License-Identifier: Apache-2.0
#ifndef voxTverskyIndex_h
#define voxTverskyIndex_h

#include "voxTverskyLoss.h"

namespace vox
{

/** The index TI of every class, or of every sample and class: 1 is a perfect overlap. */
[[nodiscard]] at::Tensor TverskyIndex(const at::Tensor & logits, const at::Tensor & labels,
                                      const TverskyLossOptions & options, const char * name);

} // namespace vox

#endif
