// SPDX-License-Identifier: Apache-2.0
#ifndef voxLabelDifference_h
#define voxLabelDifference_h

#include "voxPictureLegend.h"

#include <ATen/core/Tensor.h>

#include <vector>

namespace vox
{

/** How labels agree with a reference, voxel for voxel; both int32 of one shape: 0 where neither names a structure,
 * else one of the numbers below. */
[[nodiscard]] at::Tensor LabelDifference(const at::Tensor & labels, const at::Tensor & reference);

enum DifferenceValue : std::int64_t
{
  Agreed = 1,
  Missed = 2, ///< in the reference only
  Extra = 3,  ///< in the labels only
  Other = 4   ///< both name a structure, not the same
};

[[nodiscard]] Rgb DifferenceColor(std::int64_t value);
[[nodiscard]] std::vector<LegendEntry> DifferenceLegend();

} // namespace vox

#endif
