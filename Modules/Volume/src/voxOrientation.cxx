// SPDX-License-Identifier: Apache-2.0
#include "voxOrientation.h"

#include <ATen/ops/flip.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace vox
{

AxisOrder
Inverse(const AxisOrder & order)
{
  AxisOrder inverse;
  for (int axis = 0; axis < 3; ++axis)
  {
    inverse.source[order.source[axis]] = axis;
    inverse.flipped[order.source[axis]] = order.flipped[axis];
  }
  return inverse;
}

AxisOrder
Compose(const AxisOrder & first, const AxisOrder & second)
{
  AxisOrder both;
  for (int axis = 0; axis < 3; ++axis)
  {
    const int middle = second.source[axis];
    both.source[axis] = first.source[middle];
    both.flipped[axis] = second.flipped[axis] != first.flipped[middle];
  }
  return both;
}

ImageGeometry
Reordered(const ImageGeometry & geometry, const AxisOrder & order)
{
  ImageGeometry result;
  Zyx<double> firstVoxel;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    const auto old = static_cast<std::size_t>(order.source[axis]);
    const double sign = order.flipped[axis] ? -1.0 : 1.0;
    result.size[axis] = geometry.size[old];
    result.spacingMm[axis] = geometry.spacingMm[old];
    for (std::size_t row = 0; row < 3; ++row)
    {
      // Adding zero turns -0 into 0, so that flipping twice gives back the same bits.
      result.directionLps[row][axis] = sign * geometry.directionLps[row][old] + 0.0;
    }
    firstVoxel[old] = order.flipped[axis] ? static_cast<double>(geometry.size[old] - 1) : 0.0;
  }
  result.originLps = WorldFromVoxel(geometry, firstVoxel);
  return result;
}

Volume
Reordered(const Volume & volume, const AxisOrder & order)
{
  if (order == AxisOrder{})
  {
    return volume;
  }
  std::vector<std::int64_t> dimensions{0};
  std::vector<std::int64_t> reversed;
  for (int axis = 0; axis < 3; ++axis)
  {
    dimensions.push_back(1 + order.source[axis]);
    if (order.flipped[axis])
    {
      reversed.push_back(1 + axis);
    }
  }
  const at::Tensor permuted = volume.voxels.permute(dimensions);
  at::Tensor voxels =
      reversed.empty() ? permuted.clone(at::MemoryFormat::Contiguous) : at::flip(permuted, reversed).contiguous();
  return MakeVolume(std::move(voxels), Reordered(volume.geometry, order));
}

AxisOrder
OrderToRas(const ImageGeometry & geometry)
{
  // In LPS the new axes z, y, x shall point to superior (+z), anterior (-y) and right (-x).
  const auto cosine = [&](int newAxis, int oldAxis) {
    const double component = geometry.directionLps[2 - newAxis][oldAxis];
    return newAxis == 0 ? component : -component;
  };
  AxisOrder best;
  double bestSum = -1.0;
  std::array<int, 3> source{0, 1, 2};
  do
  {
    double sum = 0.0;
    for (int axis = 0; axis < 3; ++axis)
    {
      sum += std::abs(cosine(axis, source[axis]));
    }
    if (sum > bestSum + 1e-9) // the first of equals, so that rounding does not decide
    {
      bestSum = sum;
      best.source = source;
    }
  } while (std::next_permutation(source.begin(), source.end()));
  for (int axis = 0; axis < 3; ++axis)
  {
    best.flipped[axis] = cosine(axis, best.source[axis]) < 0.0;
  }
  return best;
}

std::string
OrientationCode(const ImageGeometry & geometry)
{
  const AxisOrder toRas = OrderToRas(geometry);
  std::string code(3, ' ');
  for (int axis = 0; axis < 3; ++axis)
  {
    code[2 - toRas.source[axis]] = toRas.flipped[axis] ? "IPL"[axis] : "SAR"[axis];
  }
  return code;
}

} // namespace vox
