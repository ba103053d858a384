// SPDX-License-Identifier: Apache-2.0
#include "voxFramesOnGrid.h"

#include "voxTensorMemory.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace vox
{
namespace
{

Vector3
Axis(const ImageGeometry & geometry, std::size_t axis)
{
  return {geometry.directionLps[0][axis], geometry.directionLps[1][axis], geometry.directionLps[2][axis]};
}

double
Dot(const Vector3 & a, const Vector3 & b)
{
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/** The frame whose height is nearest; `start` is where the last one was found. */
std::size_t
Nearest(const std::vector<double> & heights, double height, std::size_t start)
{
  std::size_t at = start;
  while (at + 1 < heights.size() && std::abs(heights[at + 1] - height) <= std::abs(heights[at] - height))
  {
    ++at;
  }
  while (at > 0 && std::abs(heights[at - 1] - height) < std::abs(heights[at] - height))
  {
    --at;
  }
  return at;
}

} // namespace

std::vector<double>
HeightsOf(const DicomSource & source)
{
  const Vector3 normal = Axis(source.frames.front().geometry, 0);
  std::vector<double> heights;
  for (const DicomSourceFrame & frame : source.frames)
  {
    heights.push_back(Dot(normal, frame.geometry.originLps));
  }
  return heights;
}

SliceReach
ReachOf(const DicomSource & source, const std::vector<double> & heights, std::size_t frame)
{
  const double half = source.frames[frame].geometry.spacingMm.z / 2.0;
  return {frame == 0 ? half : (heights[frame] - heights[frame - 1]) / 2.0,
          frame + 1 == heights.size() ? half : (heights[frame + 1] - heights[frame]) / 2.0};
}

Volume
FramesOnGrid(const at::Tensor & labels, const DicomSource & source, const ImageGeometry & grid)
{
  const ImageGeometry & plane = source.frames.front().geometry;
  const Vector3 normal = Axis(plane, 0);
  const Vector3 down = Axis(plane, 1);
  const Vector3 along = Axis(plane, 2);
  const std::vector<double> heights = HeightsOf(source);
  constexpr double slack = 1e-3; // mm, so that a voxel at the very border of the last slice is not lost to rounding
  const double lowest = heights.front() - ReachOf(source, heights, 0).below - slack;
  const double highest = heights.back() + ReachOf(source, heights, heights.size() - 1).above + slack;
  const std::int32_t * values = ValuesOf<std::int32_t>(labels);
  const at::Tensor result = NewTensor(std::array<std::int64_t, 4>{1, grid.size.z, grid.size.y, grid.size.x}, at::kInt);
  std::int32_t * to = MutableValuesOf<std::int32_t>(result);
  std::size_t frame = 0;
  const Vector3 step{grid.directionLps[0][2] * grid.spacingMm.x, grid.directionLps[1][2] * grid.spacingMm.x,
                     grid.directionLps[2][2] * grid.spacingMm.x};
  for (std::int64_t line = 0; line < grid.size.z * grid.size.y; ++line)
  {
    const Vector3 start =
        WorldFromVoxel(grid, {static_cast<double>(line / grid.size.y), static_cast<double>(line % grid.size.y), 0.0});
    for (std::int64_t x = 0; x < grid.size.x; ++x, ++to)
    {
      const auto c = static_cast<double>(x);
      const Vector3 world{start[0] + c * step[0], start[1] + c * step[1], start[2] + c * step[2]};
      const double height = Dot(normal, world);
      *to = 0;
      if (height < lowest || height > highest)
      {
        continue;
      }
      frame = Nearest(heights, height, frame);
      const Vector3 & origin = source.frames[frame].geometry.originLps;
      const Vector3 from{world[0] - origin[0], world[1] - origin[1], world[2] - origin[2]};
      const double row = Dot(down, from) / plane.spacingMm.y + 0.5;
      const double column = Dot(along, from) / plane.spacingMm.x + 0.5;
      if (row >= 0.0 && row < static_cast<double>(plane.size.y) && column >= 0.0 &&
          column < static_cast<double>(plane.size.x))
      {
        const auto pixel =
            (static_cast<std::int64_t>(frame) * plane.size.y + static_cast<std::int64_t>(row)) * plane.size.x +
            static_cast<std::int64_t>(column);
        *to = values[pixel];
      }
    }
  }
  return MakeVolume(result, grid);
}

} // namespace vox
