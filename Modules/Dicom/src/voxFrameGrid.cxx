// SPDX-License-Identifier: Apache-2.0
#include "voxError.h"
#include "voxStoredFrames.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace vox
{
namespace
{

constexpr double kToleranceMm = 0.01;
constexpr double kTolerance = 0.01; // of the distance of slices
constexpr double kMostSlices = 10000;

double
Dot(const Vector3 & a, const Vector3 & b)
{
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

Vector3
Cross(const Vector3 & a, const Vector3 & b)
{
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

Vector3
Between(const Vector3 & from, const Vector3 & to)
{
  return {to[0] - from[0], to[1] - from[1], to[2] - from[2]};
}

/** Slices of ascending heights at this distance; empty where one lies beside them. */
std::vector<std::int64_t>
SlicesAt(const std::vector<double> & heights, double distance)
{
  std::vector<std::int64_t> slices{0};
  for (std::size_t i = 1; i < heights.size(); ++i)
  {
    // Step by step, so that a distance that is a little off does not add up.
    slices.push_back(slices.back() + std::llround((heights[i] - heights[i - 1]) / distance));
  }
  const double reach = heights.back() - heights.front();
  const double exact = slices.back() == 0 ? distance : reach / static_cast<double>(slices.back());
  const double tolerance = std::max(kToleranceMm, kTolerance * exact);
  for (std::size_t i = 0; i < heights.size(); ++i)
  {
    if (std::abs(heights[i] - heights.front() - static_cast<double>(slices[i]) * exact) > tolerance)
    {
      return {};
    }
  }
  return slices;
}

double
SmallestStep(const std::vector<double> & heights)
{
  double smallest = std::numeric_limits<double>::infinity();
  for (std::size_t i = 1; i < heights.size(); ++i)
  {
    const double step = heights[i] - heights[i - 1];
    smallest = step > kToleranceMm ? std::min(smallest, step) : smallest;
  }
  return smallest;
}

} // namespace

FrameGrid
GridOf(const StoredFrames & frames, const std::string & where)
{
  const Vector3 normal = Cross(frames.alongRow, frames.downColumn);
  std::vector<std::size_t> order(frames.positions.size());
  std::vector<double> heights(order.size());
  for (std::size_t i = 0; i < order.size(); ++i)
  {
    order[i] = i;
  }
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return Dot(normal, frames.positions[i]); });
  std::ranges::transform(order, heights.begin(), [&](std::size_t i) { return Dot(normal, frames.positions[i]); });

  const double smallest = SmallestStep(heights);
  const bool single = std::isinf(smallest);
  double distance = frames.sliceSpacingMm > 0.0 ? frames.sliceSpacingMm : frames.sliceThicknessMm;
  if (single && !(distance > 0.0))
  {
    distance = 1.0; // nothing tells how thick the only slice is
  }
  std::vector<std::int64_t> slices;
  if (single || frames.sliceSpacingMm > 0.0)
  {
    slices = SlicesAt(heights, distance);
  }
  if (slices.empty() || (!single && slices.back() == 0))
  {
    distance = smallest;
    slices = SlicesAt(heights, distance);
  }
  if (slices.empty())
  {
    Fail(ErrorKind::BadInput,
         "{}: the positions of the frames are unevenly spaced (nearest two {:.4g} mm apart), expected a regular grid; "
         "the images it was drawn on have uneven slices",
         where, smallest);
  }
  if (static_cast<double>(slices.back()) >= kMostSlices)
  {
    Fail(ErrorKind::BadInput, "{}: the frames span {} slices of {:.4g} mm, expected at most {}", where,
         slices.back() + 1, distance, kMostSlices);
  }

  const Vector3 & first = frames.positions[order.front()];
  Vector3 step{normal[0] * distance, normal[1] * distance, normal[2] * distance};
  if (slices.back() > 0)
  {
    const Vector3 reach = Between(first, frames.positions[order.back()]);
    const double height = Dot(normal, reach);
    const Vector3 aside = {reach[0] - height * normal[0], reach[1] - height * normal[1], reach[2] - height * normal[2]};
    const bool upright = std::sqrt(Dot(aside, aside)) < kToleranceMm; // rounded positions are no tilt
    for (std::size_t i = 0; i < 3; ++i)
    {
      step[i] = (upright ? height * normal[i] : reach[i]) / static_cast<double>(slices.back());
    }
  }
  FrameGrid grid;
  grid.slices.resize(order.size());
  const double length = std::sqrt(Dot(step, step));
  for (std::size_t i = 0; i < order.size(); ++i)
  {
    const auto k = static_cast<double>(slices[i]);
    const Vector3 off =
        Between({first[0] + k * step[0], first[1] + k * step[1], first[2] + k * step[2]}, frames.positions[order[i]]);
    if (std::sqrt(Dot(off, off)) > std::max(2.0 * kToleranceMm, kTolerance * length))
    {
      Fail(ErrorKind::BadInput, "{}: frame {} lies {:.4g} mm beside the line of the others, expected a regular grid",
           where, order[i] + 1, std::sqrt(Dot(off, off)));
    }
    grid.slices[order[i]] = slices[i];
  }
  grid.geometry.size = {slices.back() + 1, frames.size.y, frames.size.x};
  grid.geometry.spacingMm = {length, frames.rowSpacingMm, frames.columnSpacingMm};
  grid.geometry.originLps = first;
  for (std::size_t i = 0; i < 3; ++i)
  {
    grid.geometry.directionLps[i] = {step[i] / length, frames.downColumn[i], frames.alongRow[i]};
  }
  return grid;
}

} // namespace vox
