// SPDX-License-Identifier: Apache-2.0
#include "voxOrientation.h"

#include "voxStridedCopy.h"
#include "voxTensorMemory.h"

#include <algorithm>
#include <cmath>
#include <utility>

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
  const at::Tensor & from = volume.voxels;
  RequireType(from, from.scalar_type());
  std::array<std::int64_t, 4> sizes{from.size(0), 0, 0, 0};
  Strides4 strides{from.stride(0), 0, 0, 0};
  std::int64_t first = 0;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    const std::int64_t old = 1 + order.source[axis];
    sizes[axis + 1] = from.size(old);
    strides[axis + 1] = order.flipped[axis] ? -from.stride(old) : from.stride(old);
    first += order.flipped[axis] ? (from.size(old) - 1) * from.stride(old) : 0;
  }
  at::Tensor to = NewTensor(sizes, from.scalar_type());
  CopyStrided(to.mutable_data_ptr(), {to.stride(0), to.stride(1), to.stride(2), 1},
              static_cast<const std::byte *>(from.const_data_ptr()) +
                  first * static_cast<std::int64_t>(from.itemsize()),
              strides, sizes, from.itemsize());
  return MakeVolume(std::move(to), Reordered(volume.geometry, order));
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
