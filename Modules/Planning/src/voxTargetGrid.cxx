// SPDX-License-Identifier: Apache-2.0
#include "voxTargetGrid.h"

#include "voxPercentile.h"

#include <algorithm>
#include <cmath>

namespace vox
{
namespace
{

constexpr double kAnisotropy = 3.0;
constexpr double kCoarseAxisPercentile = 0.1;

std::vector<double>
Column(const std::vector<Zyx<double>> & rows, std::size_t axis)
{
  std::vector<double> column;
  for (const Zyx<double> & row : rows)
  {
    column.push_back(row[axis]);
  }
  return column;
}

/** Fraction 0.5 of NumPy's percentile, which rounds otherwise than its median. */
Zyx<double>
MiddlePercentile(const std::vector<Zyx<double>> & rows)
{
  Zyx<double> result;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    result[axis] = Percentile(Column(rows, axis), 0.5);
  }
  return result;
}

std::size_t
CoarsestAxis(const Zyx<double> & spacing)
{
  std::size_t coarsest = 0;
  for (const std::size_t axis : {1, 2})
  {
    coarsest = spacing[axis] > spacing[coarsest] ? axis : coarsest;
  }
  return coarsest;
}

Zyx<double>
TargetSpacing(const Fingerprint & fingerprint)
{
  Zyx<double> target = MiddlePercentile(fingerprint.spacingsMm);
  const Zyx<double> shape = MiddlePercentile(ToDouble(fingerprint.shapesAfterCrop));
  const std::size_t coarse = CoarsestAxis(target);
  const std::size_t first = coarse == 0 ? 1 : 0;
  const std::size_t second = coarse == 2 ? 1 : 2;
  const double otherSpacing = std::max(target[first], target[second]);
  const double otherShape = std::min(shape[first], shape[second]);
  if (target[coarse] > kAnisotropy * otherSpacing && shape[coarse] * kAnisotropy < otherShape)
  {
    target[coarse] = Percentile(Column(fingerprint.spacingsMm, coarse), kCoarseAxisPercentile);
    if (target[coarse] < otherSpacing)
    {
      // Just above the others, so that this axis stays the coarsest and goes first.
      target[coarse] = otherSpacing + 1e-5;
    }
  }
  return target;
}

std::vector<Zyx<double>>
ResampledShapes(const Fingerprint & fingerprint, const Zyx<double> & target)
{
  std::vector<Zyx<double>> shapes = ToDouble(fingerprint.shapesAfterCrop);
  for (std::size_t i = 0; i < shapes.size(); ++i)
  {
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      shapes[i][axis] = std::nearbyint(fingerprint.spacingsMm[i][axis] / target[axis] * shapes[i][axis]);
    }
  }
  return shapes;
}

} // namespace

std::vector<Zyx<double>>
ToDouble(const std::vector<Zyx<std::int64_t>> & rows)
{
  std::vector<Zyx<double>> result;
  for (const Zyx<std::int64_t> & row : rows)
  {
    result.push_back({static_cast<double>(row.z), static_cast<double>(row.y), static_cast<double>(row.x)});
  }
  return result;
}

Zyx<double>
MedianPerAxis(const std::vector<Zyx<double>> & rows)
{
  return {Median(Column(rows, 0)), Median(Column(rows, 1)), Median(Column(rows, 2))};
}

Zyx<double>
Transposed(const Zyx<double> & values, const std::array<int, 3> & order)
{
  const auto at = [&](std::size_t i) { return values[static_cast<std::size_t>(order[i])]; };
  return {at(0), at(1), at(2)};
}

TargetGrid
MakeTargetGrid(const Fingerprint & fingerprint, const std::optional<Zyx<double>> & overwriteSpacingMm)
{
  const Zyx<double> target = overwriteSpacingMm.value_or(TargetSpacing(fingerprint));
  TargetGrid grid;
  switch (CoarsestAxis(target))
  {
  case 0:
    grid.transposeForward = grid.transposeBackward = {0, 1, 2};
    break;
  case 1:
    grid.transposeForward = grid.transposeBackward = {1, 0, 2};
    break;
  default:
    grid.transposeForward = {2, 0, 1};
    grid.transposeBackward = {1, 2, 0};
  }
  grid.spacingMm = Transposed(target, grid.transposeForward);
  grid.medianShape = Transposed(MedianPerAxis(ResampledShapes(fingerprint, target)), grid.transposeForward);
  return grid;
}

} // namespace vox
