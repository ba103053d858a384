// SPDX-License-Identifier: Apache-2.0
#include "voxPlanarShape.h"

#include <algorithm>
#include <array>
#include <map>

namespace vox
{
namespace
{

/** A corner of a contour in half pixels, so that the middle between two centers is a whole number. */
struct HalfPoint
{
  std::int64_t row = 0;
  std::int64_t column = 0;

  friend auto operator<=>(const HalfPoint &, const HalfPoint &) = default;
};

/** A corner and the one that follows it, the shape on its left. */
struct Corner
{
  HalfPoint at;
  std::size_t next = 0;
};

/** The contour through each cell between four centers, by the number that their insides make. */
class Cells
{
public:
  Cells(std::span<const std::uint8_t> mask, std::int64_t rows, std::int64_t columns)
      : m_Mask(mask), m_Rows(rows), m_Columns(columns)
  {}

  /** The pieces of contour, each from one side of a cell to another, by their first point; no two share one. */
  [[nodiscard]] std::map<HalfPoint, HalfPoint>
  Pieces() const
  {
    std::map<HalfPoint, HalfPoint> next;
    const auto inside = [](std::uint8_t value) { return value != 0; };
    const std::int64_t first = std::ranges::find_if(m_Mask, inside) - m_Mask.begin();
    const std::int64_t last = std::find_if(m_Mask.rbegin(), m_Mask.rend(), inside).base() - m_Mask.begin();
    for (std::int64_t row = first / m_Columns - 1; row * m_Columns < last; ++row)
    {
      for (std::int64_t column = -1; column < m_Columns; ++column)
      {
        AddCell(row, column, next);
      }
    }
    return next;
  }

private:
  [[nodiscard]] unsigned
  Inside(std::int64_t row, std::int64_t column) const
  {
    const bool within = row >= 0 && row < m_Rows && column >= 0 && column < m_Columns;
    return within && m_Mask[static_cast<std::size_t>(row * m_Columns + column)] != 0 ? 1U : 0U;
  }

  /** A side of the cell is crossed where one of its ends is inside; walking around the cell, contours begin where the
   * walk leaves the shape and end where it enters it next. That keeps diagonal neighbors apart. */
  void
  AddCell(std::int64_t row, std::int64_t column, std::map<HalfPoint, HalfPoint> & next) const
  {
    const std::array<unsigned, 4> corner{Inside(row, column), Inside(row, column + 1), Inside(row + 1, column + 1),
                                         Inside(row + 1, column)};
    const std::array<HalfPoint, 4> side{{{2 * row, 2 * column + 1},
                                         {2 * row + 1, 2 * column + 2},
                                         {2 * row + 2, 2 * column + 1},
                                         {2 * row + 1, 2 * column}}};
    for (std::size_t i = 0; i < 4; ++i)
    {
      if (corner[i] == 0 || corner[(i + 1) % 4] != 0)
      {
        continue; // the walk does not leave the shape here
      }
      std::size_t back = i; // the side by which this part of the shape was entered
      while (corner[(back + 3) % 4] != 0)
      {
        back = (back + 3) % 4;
      }
      const HalfPoint from = side[i];
      const HalfPoint to = side[(back + 3) % 4];
      if (from.column == to.column) // straight down or up: a corner halfway, where a channel can end
      {
        const HalfPoint middle{2 * row + 1, from.column};
        next.emplace(from, middle);
        next.emplace(middle, to);
      }
      else
      {
        next.emplace(from, to);
      }
    }
  }

  std::span<const std::uint8_t> m_Mask;
  std::int64_t m_Rows;
  std::int64_t m_Columns;
};

/** Corners sorted by row, then by column. */
std::vector<Corner>
SortedCorners(const std::map<HalfPoint, HalfPoint> & pieces)
{
  std::vector<Corner> corners;
  for (const auto & [from, to] : pieces)
  {
    corners.push_back({from, 0});
  }
  for (std::size_t i = 0; const auto & [from, to] : pieces)
  {
    const auto next = std::ranges::lower_bound(corners, to, {}, &Corner::at);
    corners[i++].next = static_cast<std::size_t>(next - corners.begin());
  }
  return corners;
}

/** Calls visit(first corner, all corners) for each closed contour; the first is its topmost, of these the leftmost. */
template <typename TVisit>
void
VisitLoops(const std::vector<Corner> & corners, TVisit && visit)
{
  std::vector<bool> seen(corners.size());
  for (std::size_t i = 0; i < corners.size(); ++i)
  {
    std::vector<HalfPoint> loop;
    for (std::size_t at = i; !seen[at]; at = corners[at].next)
    {
      seen[at] = true;
      loop.push_back(corners[at].at);
    }
    if (!loop.empty())
    {
      visit(i, loop);
    }
  }
}

/** The contour of a hole runs the other way around than that of a shape. */
bool
IsHole(const std::vector<HalfPoint> & loop)
{
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < loop.size(); ++i)
  {
    const HalfPoint & a = loop[i];
    const HalfPoint & b = loop[(i + 1) % loop.size()];
    sum += a.row * b.column - b.row * a.column;
  }
  return sum > 0;
}

/** Joins a hole, given by its topmost corner, to the corner left of that in the same row: there the shape ends or
 * another hole begins, which is joined likewise. The channel runs between two rows, where no center lies. */
void
JoinHole(std::vector<Corner> & corners, std::size_t top)
{
  const std::size_t left = top - 1; // corners are sorted
  const std::size_t there = corners.size();
  const std::size_t back = there + 1;
  corners.push_back({corners[top].at, corners[top].next});
  corners.push_back({corners[left].at, corners[left].next});
  corners[left].next = there;
  corners[top].next = back;
}

/** Without the corners at which the contour goes straight on. */
PlaneContour
Simplified(const std::vector<HalfPoint> & loop)
{
  PlaneContour contour;
  for (std::size_t i = 0; i < loop.size(); ++i)
  {
    const HalfPoint & before = loop[(i + loop.size() - 1) % loop.size()];
    const HalfPoint & at = loop[i];
    const HalfPoint & after = loop[(i + 1) % loop.size()];
    const HalfPoint in{at.row - before.row, at.column - before.column};
    const HalfPoint out{after.row - at.row, after.column - at.column};
    const bool straight = in.row * out.column == in.column * out.row && in.row * out.row + in.column * out.column > 0;
    if (!straight)
    {
      contour.push_back({static_cast<double>(at.row) / 2.0, static_cast<double>(at.column) / 2.0});
    }
  }
  return contour;
}

} // namespace

std::vector<PlaneContour>
TraceContours(std::span<const std::uint8_t> mask, std::int64_t rows, std::int64_t columns)
{
  std::vector<Corner> corners = SortedCorners(Cells(mask, rows, columns).Pieces());
  std::vector<std::size_t> holes;
  VisitLoops(corners, [&](std::size_t top, const std::vector<HalfPoint> & loop) {
    if (IsHole(loop))
    {
      holes.push_back(top);
    }
  });
  for (const std::size_t top : holes)
  {
    JoinHole(corners, top);
  }
  std::vector<PlaneContour> contours;
  VisitLoops(corners, [&](std::size_t, const std::vector<HalfPoint> & loop) { contours.push_back(Simplified(loop)); });
  return contours;
}

} // namespace vox
