// SPDX-License-Identifier: Apache-2.0
#include "voxViewerLayout.h"

#include <algorithm>

namespace vox
{
namespace
{

constexpr int kListWidth = 250;
constexpr int kStatusHeight = 28;
constexpr int kGap = 2;
constexpr int kRowHeight = 24;
constexpr int kListTop = 36;    ///< below its heading
constexpr int kListBottom = 70; ///< for what stands below

} // namespace

ViewerLayout::ViewerLayout(int width, int height) : m_Width(std::max(width, 320)), m_Height(std::max(height, 240))
{}

PixelBox
ViewerLayout::Quarter(int column, int row) const
{
  const int width = (m_Width - List().width) / 2;
  const int height = (m_Height - kStatusHeight) / 2;
  return {column * width, row * height, width - kGap, height - kGap};
}

PixelBox
ViewerLayout::PaneOf(Plane plane) const
{
  return plane == Plane::Axial ? Quarter(0, 0) : plane == Plane::Sagittal ? Quarter(1, 0) : Quarter(0, 1);
}

PixelBox
ViewerLayout::SurfacePane() const
{
  return Quarter(1, 1);
}

PixelBox
ViewerLayout::List() const
{
  const int width = std::min(kListWidth, m_Width / 3);
  return {m_Width - width, 0, width, m_Height - kStatusHeight};
}

PixelBox
ViewerLayout::StatusLine() const
{
  return {0, m_Height - kStatusHeight, m_Width, kStatusHeight};
}

std::optional<Plane>
ViewerLayout::PlaneAt(int px, int py) const
{
  for (const Plane plane : kPlanes)
  {
    if (PaneOf(plane).Holds(px, py))
    {
      return plane;
    }
  }
  return std::nullopt;
}

std::size_t
ViewerLayout::ListRows() const
{
  return static_cast<std::size_t>(std::max(1, (List().height - kListTop - kListBottom) / kRowHeight));
}

std::size_t
ViewerLayout::FirstListed(const ViewerState & state) const
{
  const std::size_t rows = ListRows();
  // Whole pages, so that rows stay where they are while one selects among them.
  return state.selected / rows * rows;
}

PixelBox
ViewerLayout::ListRow(std::size_t row) const
{
  const PixelBox list = List();
  return {list.x + 8, kListTop + static_cast<int>(row) * kRowHeight, list.width - 16, kRowHeight};
}

std::optional<std::size_t>
ViewerLayout::StructureAt(const ViewerState & state, int px, int py) const
{
  for (std::size_t row = 0; row < ListRows(); ++row)
  {
    const std::size_t structure = FirstListed(state) + row;
    if (structure < state.structures.size() && ListRow(row).Holds(px, py))
    {
      return structure;
    }
  }
  return std::nullopt;
}

PlaneMap::PlaneMap(const ViewerScene & scene, const ViewerState & state, Plane plane, const PixelBox & pane)
    : m_Axes(AxesOf(plane)),
      m_Center(state.crosshairLps),
      m_Middle{pane.x + pane.width / 2.0, pane.y + pane.height / 2.0}
{
  const auto extent = [&](std::size_t axis) { return scene.Upper()[axis] - scene.Lower()[axis]; };
  m_MmPerPixel =
      std::max(extent(m_Axes.across) / std::max(pane.width, 1), extent(m_Axes.down) / std::max(pane.height, 1)) /
      state.zoom;
  if (state.zoom <= 1.0)
  {
    for (const std::size_t axis : {m_Axes.across, m_Axes.down})
    {
      m_Center[axis] = (scene.Lower()[axis] + scene.Upper()[axis]) / 2.0;
    }
  }
}

Vector3
PlaneMap::WorldAt(double px, double py) const
{
  Vector3 world = m_Center;
  world[m_Axes.across] += (px + 0.5 - m_Middle[0]) * m_MmPerPixel;
  world[m_Axes.down] += (py + 0.5 - m_Middle[1]) * m_MmPerPixel * m_Axes.downSign;
  return world;
}

std::array<double, 2>
PlaneMap::PixelOf(const Vector3 & lps) const
{
  return {m_Middle[0] - 0.5 + (lps[m_Axes.across] - m_Center[m_Axes.across]) / m_MmPerPixel,
          m_Middle[1] - 0.5 + (lps[m_Axes.down] - m_Center[m_Axes.down]) / m_MmPerPixel * m_Axes.downSign};
}

} // namespace vox
