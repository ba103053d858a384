// SPDX-License-Identifier: Apache-2.0
#include "voxBoundaryValues.h"

#include "voxError.h"
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

/** Where the boundary voxels lie, and their numbers. */
class BoundaryNumbers
{
public:
  BoundaryNumbers(const Volume & labels, std::int64_t value, std::span<const double> numbers)
      : m_Geometry(labels.geometry), m_Numbers(numbers)
  {
    const std::vector<std::uint8_t> boundary = BoundaryVoxels(labels, value);
    m_Places.resize(boundary.size(), kNone);
    std::uint32_t count = 0;
    for (std::size_t i = 0; i < boundary.size(); ++i)
    {
      m_Places[i] = boundary[i] != 0 ? count++ : kNone;
    }
    if (count == 0 || count != numbers.size())
    {
      Fail(ErrorKind::Internal, "found {} numbers for {} boundary voxels, expected as many", numbers.size(), count);
    }
  }

  [[nodiscard]] double
  NearestTo(const Vector3 & point) const
  {
    const Zyx<double> place = VoxelFromWorld(m_Geometry, point);
    Zyx<std::int64_t> middle;
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      middle[axis] = std::clamp(std::llround(place[axis]), 0LL, static_cast<long long>(m_Geometry.size[axis] - 1));
    }
    for (std::int64_t reach = 2;; reach *= 2)
    {
      if (const std::uint32_t found = NearestWithin(reach, middle, point); found != kNone)
      {
        return m_Numbers[found];
      }
    }
  }

private:
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

  [[nodiscard]] std::uint32_t
  NearestWithin(std::int64_t reach, const Zyx<std::int64_t> & middle, const Vector3 & point) const
  {
    const Zyx<std::int64_t> & size = m_Geometry.size;
    std::uint32_t nearest = kNone;
    double shortest = std::numeric_limits<double>::infinity();
    Zyx<std::int64_t> at;
    for (at.z = std::max(middle.z - reach, std::int64_t{0}); at.z <= std::min(middle.z + reach, size.z - 1); ++at.z)
    {
      for (at.y = std::max(middle.y - reach, std::int64_t{0}); at.y <= std::min(middle.y + reach, size.y - 1); ++at.y)
      {
        for (at.x = std::max(middle.x - reach, std::int64_t{0}); at.x <= std::min(middle.x + reach, size.x - 1); ++at.x)
        {
          const std::uint32_t found = m_Places[static_cast<std::size_t>(Offset(size, at))];
          if (found == kNone)
          {
            continue;
          }
          const Vector3 center = WorldFromVoxel(
              m_Geometry, {static_cast<double>(at.z), static_cast<double>(at.y), static_cast<double>(at.x)});
          if (const double distance = Norm(Minus(center, point)); distance < shortest)
          {
            shortest = distance;
            nearest = found;
          }
        }
      }
    }
    return nearest;
  }

  const ImageGeometry & m_Geometry;
  std::span<const double> m_Numbers;
  std::vector<std::uint32_t> m_Places; ///< of each voxel the place of its number
};

} // namespace

std::vector<std::uint8_t>
BoundaryVoxels(const Volume & labels, std::int64_t value)
{
  const Zyx<std::int64_t> & size = labels.geometry.size;
  const at::Tensor voxels = Contiguous(labels.voxels);
  const std::int32_t * const label = ValuesOf<std::int32_t>(voxels);
  const std::array<std::int64_t, 3> strides{size.y * size.x, size.x, 1};
  std::vector<std::uint8_t> boundary(static_cast<std::size_t>(voxels.numel()), 0);
  if (boundary.size() == 1)
  {
    boundary.front() = label[0] == value ? 1 : 0;
    return boundary;
  }
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
SampleBoundaryValues(Surface & surface, const Volume & labels, std::int64_t value, std::span<const double> numbers)
{
  const BoundaryNumbers places(labels, value, numbers);
  surface.values.clear();
  for (const Vector3 & point : surface.points)
  {
    surface.values.push_back(places.NearestTo(point));
  }
}

} // namespace vox
