// SPDX-License-Identifier: Apache-2.0
#ifndef voxLossChecks_h
#define voxLossChecks_h

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace vox
{

/** Throws Error(BadInput) unless logits are floating-point [N, K, ...] with K of `fewestHeads` or more and labels are
 * [N, ...]. */
void CheckLossShapes(const at::Tensor & logits, const at::Tensor & labels, const char * name,
                     std::int64_t fewestHeads = 2);

/** Throws Error(BadInput) unless all labels are 0 .. classes - 1 or the ignore label. */
void CheckLabels(const at::Tensor & labels, std::int64_t classes, const std::optional<std::int64_t> & ignoreLabel,
                 const char * name);

/** Throws Error(Usage) "<loss>: <option> is <value>, expected 0 or more". */
void RequireAtLeastZero(double value, const char * loss, const char * option);
void RequireAtLeastZero(const std::vector<double> & values, const char * loss, const char * option);

/** Throws Error(Usage) "<loss>: <option> is <value>, expected 0 to 1". */
void RequireShare(double value, const char * loss, const char * option);

/** float32 for half precision, the type itself otherwise: sums over many voxels need the digits. */
[[nodiscard]] at::Tensor ToSumType(const at::Tensor & logits);

} // namespace vox

#endif
