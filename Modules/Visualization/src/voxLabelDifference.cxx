// SPDX-License-Identifier: Apache-2.0
#include "voxLabelDifference.h"

#include <ATen/ATen.h>

namespace vox
{

at::Tensor
LabelDifference(const at::Tensor & labels, const at::Tensor & reference)
{
  const at::Tensor found = labels.ne(0);
  const at::Tensor expected = reference.ne(0);
  at::Tensor result = at::zeros_like(labels);
  result.masked_fill_(expected.logical_and(found.logical_not()), Missed);
  result.masked_fill_(found.logical_and(expected.logical_not()), Extra);
  result.masked_fill_(found.logical_and(expected), Other);
  return result.masked_fill_(found.logical_and(labels.eq(reference)), Agreed);
}

Rgb
DifferenceColor(std::int64_t value)
{
  // Blue, orange and white differ for color-blind eyes too.
  switch (value)
  {
  case Agreed:
    return {214, 220, 228};
  case Missed:
    return {245, 130, 32};
  case Extra:
    return {52, 138, 230};
  default:
    return {196, 84, 196};
  }
}

std::vector<LegendEntry>
DifferenceLegend()
{
  return {{"agreed", DifferenceColor(Agreed)},
          {"missed: in the reference only", DifferenceColor(Missed)},
          {"extra: in the segmentation only", DifferenceColor(Extra)},
          {"another structure", DifferenceColor(Other)}};
}

} // namespace vox
