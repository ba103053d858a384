// SPDX-License-Identifier: Apache-2.0
#ifndef voxLovaszExtension_h
#define voxLovaszExtension_h

#include <ATen/core/Tensor.h>

namespace vox
{

/** The Lovasz extension of 1 - Jaccard index at the errors [V] of a set `reference` [V] of zeros and ones: each error
 * times what the index loses by it when the voxels go wrong in the order of their errors. A scalar with gradient by the
 * errors. Voxels with error 0 and reference 0 do not matter. */
[[nodiscard]] at::Tensor LovaszExtension(const at::Tensor & errors, const at::Tensor & reference);

} // namespace vox

#endif
