// SPDX-License-Identifier: Apache-2.0
#include "voxBoundaryValues.h"

#include "voxTensorMemory.h"
#include "voxVectorAlgebra.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace vox
{
namespace
{

std::int64_t
Offset(const Zyx<std::int64_t> & size, const Zyx<std::int64_t> & at)
{
  return (at.z * size.y + at.y) * size.x + at.x;
}

} // namespace

std::vector<std::uint8_t>
BoundaryVoxels(const Volume & labels, std::int64_t value)
{
  const Zyx<std::int64_t> & size = labels.geometry.size;
  const at::Tensor voxels = Contiguous(labels.voxels);
  const std::int32_t * const label = ValuesOf<std::int32_t>(voxels);
  const std::array<std::int64_t, 3> strides{size.y * size.x, size.x, 1};
  std::vector<std::uint8_t> boundary(static_cast<std::size_t>(voxels.numel()), 0);
  for (Zyx<std::int64_t> at{0, 0, 0}; at.z < size.z; ++at.z)
  {
    for (at.y = 0; at.y < size.y; ++at.y)
    {
      for (at.x = 0; at.x < size.x; ++at.x)
      {
        const std::int64_t i = Offset(size, at);
        for (std::size_t axis = 0; axis < 3 && label[i] == value; ++axis)
        {
          const bool isOutside =
              size[axis] > 1 && (at[axis] == 0 || at[axis] == size[axis] - 1 || label[i - strides[axis]] != value ||
                                 label[i + strides[axis]] != value);
          boundary[static_cast<std::size_t>(i)] |= isOutside ? 1U : 0U;
        }
      }
    }
  }
  return boundary;
}

void
SampleBoundaryValues(Surface & surface, const Volume & labels, std::int64_t value, const Volume & map)
{
  const ImageGeometry & geometry = labels.geometry;
  const std::vector<std::uint8_t> boundary = BoundaryVoxels(labels, value);
  const at::Tensor voxels = Contiguous(map.voxels);
  const float * const numbers = ValuesOf<float>(voxels);
  surface.values.clear();
  for (const Vector3 & point : surface.points)
  {
    const Zyx<double> place = VoxelFromWorld(geometry, point);
    Zyx<std::int64_t> nearest;
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      nearest[axis] = std::clamp(std::llround(place[axis]), 0LL, static_cast<long long>(geometry.size[axis] - 1));
    }
    const Zyx<std::int64_t> middle = nearest;
    double shortest = std::numeric_limits<double>::infinity();
    constexpr std::int64_t reach = 2;
    Zyx<std::int64_t> at;
    for (at.z = std::max(middle.z - reach, std::int64_t{0}); at.z <= std::min(middle.z + reach, geometry.size.z - 1);
         ++at.z)
    {
      for (at.y = std::max(middle.y - reach, std::int64_t{0}); at.y <= std::min(middle.y + reach, geometry.size.y - 1);
           ++at.y)
      {
        for (at.x = std::max(middle.x - reach, std::int64_t{0});
             at.x <= std::min(middle.x + reach, geometry.size.x - 1); ++at.x)
        {
          if (boundary[static_cast<std::size_t>(Offset(geometry.size, at))] == 0)
          {
            continue;
          }
          const Vector3 center = WorldFromVoxel(
              geometry, {static_cast<double>(at.z), static_cast<double>(at.y), static_cast<double>(at.x)});
          if (const double distance = Norm(Minus(center, point)); distance < shortest)
          {
            shortest = distance;
            nearest = at;
          }
        }
      }
    }
    surface.values.push_back(static_cast<double>(numbers[Offset(geometry.size, nearest)]));
  }
}

} // namespace vox
