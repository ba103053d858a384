// SPDX-License-Identifier: Apache-2.0
#include "voxSliceStack.h"

#include "voxError.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace vox
{
namespace
{

constexpr double kOrthonormalTolerance = 1e-3; // 0.5 mm at the end of 500 mm

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

/** a + factor * b. */
Vector3
Plus(const Vector3 & a, double factor, const Vector3 & b)
{
  return {a[0] + factor * b[0], a[1] + factor * b[1], a[2] + factor * b[2]};
}

Vector3
Unit(const Vector3 & a)
{
  const double length = std::sqrt(Dot(a, a));
  return {a[0] / length, a[1] / length, a[2] / length};
}

Vector3
Column(const Matrix3 & matrix, std::size_t axis)
{
  return {matrix[0][axis], matrix[1][axis], matrix[2][axis]};
}

bool
Positive(double value)
{
  return std::isfinite(value) && value > 0.0;
}

double
Median(std::vector<double> values)
{
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : 0.5 * (values[middle - 1] + values[middle]);
}

void
RequireHeader(const SliceStack & stack)
{
  if (stack.spacingMm.size() != 2)
  {
    Fail(ErrorKind::BadInput,
         "{}: pixel spacing (0028,0030): found none, expected two numbers in mm; without it nothing can be measured",
         stack.name);
  }
  if (!Positive(stack.spacingMm[0]) || !Positive(stack.spacingMm[1]))
  {
    Fail(ErrorKind::BadInput, "{}: pixel spacing (0028,0030): found {}\\{}, expected two positive numbers in mm",
         stack.name, stack.spacingMm[0], stack.spacingMm[1]);
  }
  for (std::size_t i = 0; i < stack.positionsLps.size(); ++i)
  {
    const Vector3 & p = stack.positionsLps[i];
    if (!std::isfinite(p[0]) || !std::isfinite(p[1]) || !std::isfinite(p[2]))
    {
      Fail(ErrorKind::BadInput, "{}: image position (0020,0032): found {}\\{}\\{}, expected three numbers in mm",
           stack.names[i], p[0], p[1], p[2]);
    }
  }
}

/** Distances of ordered slices along the normal, from the first; duplicates are refused. */
std::vector<double>
OrderAlong(const SliceStack & stack, const Vector3 & normal, std::vector<std::size_t> & order)
{
  std::vector<double> along;
  for (const Vector3 & position : stack.positionsLps)
  {
    along.push_back(Dot(position, normal));
  }
  order.resize(along.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return along[a] < along[b]; });
  std::vector<double> distances;
  for (const std::size_t slice : order)
  {
    distances.push_back(along[slice] - along[order.front()]);
  }
  for (std::size_t i = 1; i < distances.size(); ++i)
  {
    if (distances[i] - distances[i - 1] < 1e-3)
    {
      Fail(
          ErrorKind::BadInput,
          "{} and {}: image position (0020,0032): found both at one place along the normal of the slices, expected one "
          "image at each; the series holds several images, choose one or separate the files",
          stack.names[order[i - 1]], stack.names[order[i]]);
    }
  }
  return distances;
}

/** The even distance of the grid and what each of its slices is made of. */
double
PlanSpacing(const SliceStack & stack, const ReadDicomOptions & options, const std::vector<double> & distances,
            StackPlan & plan)
{
  const std::size_t count = distances.size();
  const auto keep = [&] {
    for (std::size_t i = 0; i < count; ++i)
    {
      plan.mixes.push_back({i, i, 0.0});
    }
  };
  if (count == 1)
  {
    keep();
    if (!stack.singleSpacingMm)
    {
      plan.notes.push_back("one slice without a thickness: it counts as 1 mm thick");
      return 1.0;
    }
    plan.notes.push_back(fmt::format("one slice: its thickness of {:g} mm is that of {}", *stack.singleSpacingMm,
                                     stack.singleSpacingTag));
    return *stack.singleSpacingMm;
  }
  std::vector<double> gaps;
  for (std::size_t i = 1; i < count; ++i)
  {
    gaps.push_back(distances[i] - distances[i - 1]);
  }
  const double mean = distances.back() / static_cast<double>(count - 1);
  const double tolerance = std::max(options.spacingToleranceMm, options.spacingTolerance * mean);
  bool even = true;
  for (std::size_t i = 0; i + 1 < count; ++i)
  {
    // Small deviations that add up matter as well: a tenth of a slice is the most.
    even = even && std::abs(gaps[i] - mean) <= tolerance &&
           std::abs(distances[i] - static_cast<double>(i) * mean) <= std::max(tolerance, 0.1 * mean);
  }
  if (even)
  {
    keep();
    return mean;
  }
  const double median = Median(gaps);
  const auto largest = std::max_element(gaps.begin(), gaps.end());
  const auto [low, high] = std::minmax_element(gaps.begin(), gaps.end());
  if (*largest > options.largestGap * median)
  {
    const auto at = static_cast<std::size_t>(largest - gaps.begin());
    Fail(ErrorKind::BadInput,
         "{}: distances of slices: found a gap of {:g} mm after {}, expected at most {:g} times the median of {:g} mm; "
         "slices are missing, get the whole series",
         stack.name, *largest, stack.names[plan.order[at]], options.largestGap, median);
  }
  std::int64_t missing = 0;
  for (const double gap : gaps)
  {
    missing += std::max<std::int64_t>(std::llround(gap / median) - 1, 0);
  }
  const std::int64_t slices = std::llround(distances.back() / median) + 1;
  std::size_t below = 0;
  for (std::int64_t z = 0; z < slices; ++z)
  {
    const double at = std::min(static_cast<double>(z) * median, distances.back());
    while (below + 2 < count && distances[below + 1] <= at)
    {
      ++below;
    }
    plan.mixes.push_back({below, below + 1, (at - distances[below]) / gaps[below]});
  }
  plan.spread = true;
  plan.notes.push_back(fmt::format("uneven slices: distances of {:g} to {:g} mm, {} missing; resampled linearly onto "
                                   "{} slices at the median distance of {:g} mm",
                                   *low, *high, missing, slices, median));
  return median;
}

/** Where slices lie beside each other within their planes, in mm along y and x from the first. */
std::vector<std::array<double, 2>>
OffsetsInPlane(const SliceStack & stack, const StackPlan & plan)
{
  std::vector<std::array<double, 2>> offsets;
  for (const std::size_t slice : plan.order)
  {
    const Vector3 way = Plus(stack.positionsLps[slice], -1.0, stack.positionsLps[plan.order.front()]);
    offsets.push_back({Dot(way, Column(plan.grid.directionLps, 1)), Dot(way, Column(plan.grid.directionLps, 2))});
  }
  return offsets;
}

void
NoteTilt(const SliceStack & stack, const ReadDicomOptions & options, double degrees, double farthest, bool sheared,
         std::vector<std::string> & notes)
{
  const std::string declared =
      stack.declaredTiltDegrees ? fmt::format(" (GantryDetectorTilt says {:g})", *stack.declaredTiltDegrees) : "";
  if (sheared && degrees > options.tiltDegrees)
  {
    notes.push_back(fmt::format("gantry tilt of {:.2f} degrees{}: undone by a linear shear of up to {:.1f} mm", degrees,
                                declared, farthest));
  }
  else if (sheared)
  {
    notes.push_back(
        fmt::format("slices lie up to {:.2f} mm beside each other: moved back by linear resampling", farthest));
  }
  else if (farthest > 1e-2)
  {
    notes.push_back(
        fmt::format("slices lie up to {:.2f} mm beside each other: less than half a pixel, left", farthest));
  }
  const double said = std::abs(stack.declaredTiltDegrees.value_or(degrees));
  if (stack.size.z > 1 && std::abs(said - degrees) > options.tiltDegrees)
  {
    notes.push_back(fmt::format("GantryDetectorTilt (0018,1120) says {:g} degrees, the positions say {:.2f}: the "
                                "positions count",
                                *stack.declaredTiltDegrees, degrees));
  }
}

/** Decides on the shear, and moves and grows the grid by whole pixels so that it holds every slice. */
void
PlanShear(const SliceStack & stack, const ReadDicomOptions & options, const std::vector<double> & distances,
          StackPlan & plan)
{
  const std::vector<std::array<double, 2>> offsets = OffsetsInPlane(stack, plan);
  const std::array<double, 2> spacing{stack.spacingMm[0], stack.spacingMm[1]};
  double farthest = 0.0;
  double farthestPixels = 0.0;
  for (const std::array<double, 2> & offset : offsets)
  {
    farthest = std::max(farthest, std::hypot(offset[0], offset[1]));
    farthestPixels = std::max({farthestPixels, std::abs(offset[0]) / spacing[0], std::abs(offset[1]) / spacing[1]});
  }
  const double degrees =
      distances.size() < 2
          ? 0.0
          : std::atan2(std::hypot(offsets.back()[0], offsets.back()[1]), distances.back()) * 180.0 / std::numbers::pi;
  plan.sheared = degrees > options.tiltDegrees || farthestPixels > 0.5;
  NoteTilt(stack, options, degrees, farthest, plan.sheared, plan.notes);
  plan.startPixels.assign(offsets.size(), {0.0, 0.0});
  if (!plan.sheared)
  {
    return;
  }
  Vector3 origin = plan.grid.originLps;
  for (std::size_t axis = 0; axis < 2; ++axis)
  {
    const auto byAxis = [axis](const auto & a, const auto & b) { return a[axis] < b[axis]; };
    const auto [low, high] = std::minmax_element(offsets.begin(), offsets.end(), byAxis);
    // A hair less than a pixel is rounding of the positions, not a reason for another row.
    const double first = std::floor((*low)[axis] / spacing[axis] + 1e-6);
    const double last = std::ceil((*high)[axis] / spacing[axis] - 1e-6);
    constexpr double MostGrowth = 4.0; // a gantry tilt of 30 degrees over the whole body of a narrow picture is less
    if (last - first > MostGrowth * static_cast<double>(plan.grid.size[axis + 1]))
    {
      Fail(ErrorKind::BadInput,
           "{}: image position (0020,0032): found slices that lie up to {:g} mm beside each other, expected at most "
           "{:g} times their pictures; a position is wrong",
           stack.name, farthest, MostGrowth);
    }
    plan.grid.size[axis + 1] += static_cast<std::int64_t>(last - first);
    origin = Plus(origin, first * spacing[axis], Column(plan.grid.directionLps, axis + 1));
    for (std::size_t i = 0; i < offsets.size(); ++i)
    {
      plan.startPixels[i][axis] = first - offsets[i][axis] / spacing[axis];
    }
  }
  plan.grid.originLps = origin;
}

/** Each slice as it is: half way to its neighbors thick. */
void
DescribeFrames(const SliceStack & stack, const std::vector<double> & distances, StackPlan & plan)
{
  const std::size_t count = distances.size();
  for (std::size_t i = 0; i < count; ++i)
  {
    const double below = i > 0 ? distances[i] - distances[i - 1] : 0.0;
    const double above = i + 1 < count ? distances[i + 1] - distances[i] : 0.0;
    const double thickness = count == 1       ? plan.grid.spacingMm.z
                             : i == 0         ? above
                             : i + 1 == count ? below
                                              : 0.5 * (below + above);
    plan.frames.push_back({{1, stack.size.y, stack.size.x},
                           {thickness, stack.spacingMm[0], stack.spacingMm[1]},
                           stack.positionsLps[plan.order[i]],
                           plan.grid.directionLps});
  }
}

} // namespace

Matrix3
FrameDirection(const std::vector<double> & orientationPatient, const std::string & name)
{
  const std::vector<double> & o = orientationPatient;
  if (o.size() != 6)
  {
    Fail(ErrorKind::BadInput, "{}: image orientation (0020,0037): found {} numbers, expected 6 direction cosines", name,
         o.size());
  }
  const Vector3 x{o[0], o[1], o[2]};
  const Vector3 y{o[3], o[4], o[5]};
  const double off =
      std::max({std::abs(std::sqrt(Dot(x, x)) - 1.0), std::abs(std::sqrt(Dot(y, y)) - 1.0), std::abs(Dot(x, y))});
  if (!(off <= kOrthonormalTolerance))
  {
    Fail(ErrorKind::BadInput,
         "{}: image orientation (0020,0037): found {}\\{}\\{}\\{}\\{}\\{}, expected two perpendicular vectors of "
         "length 1",
         name, o[0], o[1], o[2], o[3], o[4], o[5]);
  }
  // The error of the rounded cosines is shared by both vectors.
  const Vector3 alongX = Unit(Plus(x, -0.5 * Dot(x, y), y));
  const Vector3 halfY = Plus(y, -0.5 * Dot(x, y), x);
  const Vector3 alongY = Unit(Plus(halfY, -Dot(halfY, alongX), alongX));
  const Vector3 normal = Cross(alongX, alongY);
  return {{{normal[0], alongY[0], alongX[0]}, {normal[1], alongY[1], alongX[1]}, {normal[2], alongY[2], alongX[2]}}};
}

StackPlan
PlanStack(const SliceStack & stack, const ReadDicomOptions & options)
{
  RequireHeader(stack);
  StackPlan plan;
  plan.grid.directionLps = FrameDirection(stack.orientationPatient, stack.name);
  const std::vector<double> distances = OrderAlong(stack, Column(plan.grid.directionLps, 0), plan.order);
  plan.grid.originLps = stack.positionsLps[plan.order.front()];
  const double spacing = PlanSpacing(stack, options, distances, plan);
  plan.grid.spacingMm = {spacing, stack.spacingMm[0], stack.spacingMm[1]};
  plan.grid.size = {static_cast<std::int64_t>(plan.mixes.size()), stack.size.y, stack.size.x};
  PlanShear(stack, options, distances, plan);
  DescribeFrames(stack, distances, plan);
  return plan;
}

} // namespace vox
