// SPDX-License-Identifier: Apache-2.0
#include "voxPlanarShape.h"

#include <algorithm>
#include <cmath>

namespace vox
{
namespace
{

PlanePoint
Rounded(const PlanePoint & point)
{
  constexpr double grid = 4096.0;
  return {std::round(point.row * grid) / grid, std::round(point.column * grid) / grid};
}

/** Where an edge crosses the center line of each row; a row is crossed if it lies from the upper end, included, to the
 * lower, excluded. The same for both directions of the edge, so that a channel's two sides cancel out. */
void
AddCrossings(PlanePoint a, PlanePoint b, std::vector<std::vector<double>> & crossings)
{
  if (a.row > b.row)
  {
    std::swap(a, b);
  }
  const auto rows = static_cast<double>(crossings.size());
  const double first = std::clamp(std::ceil(a.row), 0.0, rows);
  for (double row = first; row < std::min(b.row, rows); row += 1.0)
  {
    const double part = (row - a.row) / (b.row - a.row);
    crossings[static_cast<std::size_t>(row)].push_back(a.column + part * (b.column - a.column));
  }
}

} // namespace

void
FillEvenOdd(const std::vector<PlaneContour> & contours, std::int64_t rows, std::int64_t columns,
            std::vector<std::uint8_t> & mask)
{
  std::vector<std::vector<double>> crossings(static_cast<std::size_t>(rows));
  for (const PlaneContour & contour : contours)
  {
    for (std::size_t i = 0; i < contour.size(); ++i)
    {
      AddCrossings(Rounded(contour[i]), Rounded(contour[(i + 1) % contour.size()]), crossings);
    }
  }
  const auto last = static_cast<double>(columns);
  for (std::size_t row = 0; row < crossings.size(); ++row)
  {
    std::vector<double> & at = crossings[row];
    std::ranges::sort(at);
    for (std::size_t i = 0; i + 1 < at.size(); i += 2)
    {
      const auto begin = static_cast<std::int64_t>(std::clamp(std::ceil(at[i]), 0.0, last));
      const auto end = static_cast<std::int64_t>(std::clamp(std::ceil(at[i + 1]), 0.0, last));
      const auto start = mask.begin() + static_cast<std::int64_t>(row) * columns;
      std::fill(start + begin, start + std::max(begin, end), std::uint8_t{1});
    }
  }
}

} // namespace vox
