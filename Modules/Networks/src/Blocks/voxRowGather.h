// SPDX-License-Identifier: Apache-2.0
#ifndef voxRowGather_h
#define voxRowGather_h

#include <ATen/core/Tensor.h>

namespace vox
{

/** Two orders of rows that undo each other, int64 on the CPU: row i of the one is row `there[i]` of the other, and row
 * j of the other is row `back[j]` of the one. -1 stands for a row of zeros. */
struct RowOrder
{
  at::Tensor there;
  at::Tensor back;
};

/** rows[there[i]] for all i, of rows [R, C]; its gradient gathers by `back`, where torch would add row by row. */
[[nodiscard]] at::Tensor GatherRows(const at::Tensor & rows, const RowOrder & order);

} // namespace vox

#endif
