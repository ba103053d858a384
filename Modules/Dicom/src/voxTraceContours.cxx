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
using Loop = std::vector<HalfPoint>;

/** The piece of contour in a cell of four centers: from one side of the cell to another, the shape on its left. */
struct Piece
{
  HalfPoint from;
  HalfPoint to;
};

/** The contour through each cell between four centers, by the number that their insides make. */
class Cells
{
public:
  Cells(std::span<const std::uint8_t> mask, std::int64_t rows, std::int64_t columns)
      : m_Mask(mask), m_Rows(rows), m_Columns(columns)
  {}

  /** All pieces by their first point; no two share one. */
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

/** Twice the area with its sign, which tells a hole from a shape. */
std::int64_t
SignedArea(const Loop & loop)
{
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < loop.size(); ++i)
  {
    const HalfPoint & a = loop[i];
    const HalfPoint & b = loop[(i + 1) % loop.size()];
    sum += a.row * b.column - b.row * a.column;
  }
  return sum;
}

std::vector<Loop>
Loops(std::map<HalfPoint, HalfPoint> next)
{
  std::vector<Loop> loops;
  while (!next.empty())
  {
    Loop loop;
    for (auto at = next.begin(); at != next.end(); at = next.find(loop.back()))
    {
      loop.push_back(at->second);
      next.erase(at);
    }
    loops.push_back(loop);
  }
  return loops;
}

/** Joins a hole to the contour that lies to the left of its topmost corner: from there back and forth along the line
 * between two rows, where no center lies. Holes come from the top left, so that the contour found is joined itself. */
void
JoinHole(std::vector<Loop> & shapes, const Loop & hole)
{
  const auto top = std::ranges::min_element(hole);
  Loop * nearest = nullptr;
  std::size_t place = 0;
  std::int64_t column = 0;
  for (Loop & shape : shapes)
  {
    for (std::size_t i = 0; i < shape.size(); ++i)
    {
      const bool left = shape[i].row == top->row && shape[i].column < top->column;
      if (left && (nearest == nullptr || shape[i].column > column))
      {
        nearest = &shape;
        place = i;
        column = shape[i].column;
      }
    }
  }
  Loop channel(top, hole.end());
  channel.insert(channel.end(), hole.begin(), top + 1);
  channel.push_back((*nearest)[place]);
  nearest->insert(nearest->begin() + static_cast<std::ptrdiff_t>(place) + 1, channel.begin(), channel.end());
}

/** Without the corners at which the contour goes straight on. */
PlaneContour
Simplified(const Loop & loop)
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
  std::vector<Loop> shapes;
  std::vector<Loop> holes;
  for (Loop & loop : Loops(Cells(mask, rows, columns).Pieces()))
  {
    (SignedArea(loop) < 0 ? shapes : holes).push_back(std::move(loop));
  }
  std::ranges::sort(holes, {}, [](const Loop & hole) { return *std::ranges::min_element(hole); });
  for (const Loop & hole : holes)
  {
    JoinHole(shapes, hole);
  }
  std::vector<PlaneContour> contours;
  std::ranges::transform(shapes, std::back_inserter(contours), Simplified);
  return contours;
}

} // namespace vox
