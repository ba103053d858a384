// SPDX-License-Identifier: Apache-2.0
#ifndef voxLabelRow_h
#define voxLabelRow_h

#include "voxVolume.h"

#include <ATen/ops/tensor.h>

#include <vector>

namespace vox::testing
{

/** A label map of one row of voxels, small enough to be read in a test. */
inline Volume
LabelRow(const std::vector<int> & values)
{
  const auto count = static_cast<std::int64_t>(values.size());
  ImageGeometry geometry;
  geometry.size = {1, 1, count};
  return MakeVolume(at::tensor(values, at::kInt).view({1, 1, 1, count}), geometry);
}

} // namespace vox::testing

#endif
