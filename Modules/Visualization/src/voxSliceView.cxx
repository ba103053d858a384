// SPDX-License-Identifier: Apache-2.0
#include "voxSliceView.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace vox
{
namespace
{

/** World axis (0 x, 1 y, 2 z) that a tensor axis is nearest to. */
std::size_t
NearestWorldAxis(const ImageGeometry & geometry, std::size_t axis)
{
  std::size_t best = 0;
  for (std::size_t world = 1; world < 3; ++world)
  {
    if (std::abs(geometry.directionLps[world][axis]) > std::abs(geometry.directionLps[best][axis]))
    {
      best = world;
    }
  }
  return best;
}

/** Letter of a direction along a world axis of LPS. */
char
Letter(std::size_t worldAxis, bool positive)
{
  return positive ? "LPS"[worldAxis] : "RAI"[worldAxis];
}

} // namespace

std::array<double, 2>
ExtentMm(const SliceView & view, const ImageGeometry & geometry)
{
  const auto along = [&](std::size_t axis) {
    return static_cast<double>(geometry.size[axis]) * geometry.spacingMm[axis];
  };
  return {along(view.rowAxis), along(view.columnAxis)};
}

std::array<char, 4>
EdgeLetters(const SliceView & view, const ImageGeometry & geometry)
{
  const auto letter = [&](std::size_t axis, bool highEnd) {
    const std::size_t world = NearestWorldAxis(geometry, axis);
    return Letter(world, (geometry.directionLps[world][axis] > 0) == highEnd);
  };
  return {letter(view.columnAxis, true), letter(view.columnAxis, false), letter(view.rowAxis, true),
          letter(view.rowAxis, false)};
}

std::string
SlicePosition(const SliceView & view, const ImageGeometry & geometry, std::int64_t index)
{
  Zyx<double> center{};
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    center[axis] = static_cast<double>(geometry.size[axis] - 1) / 2.0;
  }
  center[view.normalAxis] = static_cast<double>(index);
  const std::size_t world = NearestWorldAxis(geometry, view.normalAxis);
  const double position = WorldFromVoxel(geometry, center)[world];
  const int decimals = geometry.spacingMm[view.normalAxis] < 1.0 ? 1 : 0;
  return fmt::format("{} {:.{}f} mm", Letter(world, position >= 0), std::abs(position), decimals);
}

std::vector<std::int64_t>
EvenIndices(std::int64_t first, std::int64_t last, std::int64_t count)
{
  const std::int64_t n = std::min(count, last - first);
  std::vector<std::int64_t> result;
  for (std::int64_t i = 0; i < n; ++i)
  {
    result.push_back(first + (2 * i + 1) * (last - first) / (2 * n));
  }
  return result;
}

} // namespace vox
