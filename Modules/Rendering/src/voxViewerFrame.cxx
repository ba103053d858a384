// SPDX-License-Identifier: Apache-2.0
#include "voxViewerFrame.h"

#include "voxParallelFor.h"

#include <algorithm>
#include <cmath>

namespace vox
{
namespace
{

constexpr Rgb kPanelColor{19, 22, 27};
constexpr Rgb kSelectedColor{44, 50, 60};
constexpr Rgb kCrosshairColor{90, 200, 120};
constexpr double kEdgeOpacity = 0.9;

void
Fill(Picture & frame, const PixelBox & box, const Rgb & color)
{
  for (int y = std::max(0, box.y); y < std::min(frame.height, box.y + box.height); ++y)
  {
    for (int x = std::max(0, box.x); x < std::min(frame.width, box.x + box.width); ++x)
    {
      std::copy(color.begin(), color.end(), frame.At(x, y));
    }
  }
}

void
Blend(std::uint8_t * pixel, const Rgb & color, double opacity)
{
  for (std::size_t i = 0; i < 3; ++i)
  {
    pixel[i] = static_cast<std::uint8_t>(std::lround(pixel[i] + (color[i] - pixel[i]) * opacity));
  }
}

/** One plane of the scene in its pane. Indices grow by the same step from pixel to pixel. */
class PlanePainter
{
public:
  PlanePainter(const ViewerScene & scene, const ViewerState & state, Plane plane, const PixelBox & pane)
      : m_Scene(scene), m_State(state), m_Pane(pane)
  {
    const PlaneMap map(scene, state, plane, pane);
    const auto voxel = [&](int px, int py) { return VoxelFromWorld(scene.Geometry(), map.WorldAt(px, py)); };
    m_Start = voxel(pane.x, pane.y);
    const Zyx<double> right = voxel(pane.x + 1, pane.y);
    const Zyx<double> down = voxel(pane.x, pane.y + 1);
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      m_Right[axis] = right[axis] - m_Start[axis];
      m_Down[axis] = down[axis] - m_Start[axis];
    }
  }

  void
  DrawRow(Picture & frame, int row) const
  {
    const double scale = 255.0 / (m_State.window[1] - m_State.window[0]);
    for (int column = 0; column < m_Pane.width; ++column)
    {
      std::uint8_t * pixel = frame.At(m_Pane.x + column, m_Pane.y + row);
      const Zyx<double> voxel = VoxelOf(column, row);
      const std::int64_t nearest = Nearest(voxel);
      if (nearest < 0)
      {
        std::fill(pixel, pixel + 3, std::uint8_t{0});
        continue;
      }
      const double grey = std::clamp((Interpolated(voxel) - m_State.window[0]) * scale, 0.0, 255.0);
      std::fill(pixel, pixel + 3, static_cast<std::uint8_t>(grey + 0.5));
      DrawStructures(pixel, nearest, column, row);
    }
  }

private:
  [[nodiscard]] Zyx<double>
  VoxelOf(int column, int row) const
  {
    return {m_Start.z + column * m_Right.z + row * m_Down.z, m_Start.y + column * m_Right.y + row * m_Down.y,
            m_Start.x + column * m_Right.x + row * m_Down.x};
  }

  /** Position of the nearest voxel; -1 beyond the grid. */
  [[nodiscard]] std::int64_t
  Nearest(const Zyx<double> & voxel) const
  {
    const auto & size = m_Scene.Geometry().size;
    std::int64_t position = 0;
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      const double nearest = std::floor(voxel[axis] + 0.5);
      if (!(nearest >= 0.0 && nearest < static_cast<double>(size[axis])))
      {
        return -1;
      }
      position = position * size[axis] + static_cast<std::int64_t>(nearest);
    }
    return position;
  }

  /** Values at the border continue beyond it by half a voxel. */
  [[nodiscard]] double
  Interpolated(const Zyx<double> & voxel) const
  {
    const auto & size = m_Scene.Geometry().size;
    std::array<std::int64_t, 3> lower{};
    std::array<std::int64_t, 3> step{};
    std::array<double, 3> part{};
    const std::array<std::int64_t, 3> strides{size.y * size.x, size.x, 1};
    std::int64_t position = 0;
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      const double inside = std::clamp(voxel[axis], 0.0, static_cast<double>(size[axis] - 1));
      lower[axis] = static_cast<std::int64_t>(inside);
      part[axis] = inside - static_cast<double>(lower[axis]);
      step[axis] = lower[axis] + 1 < size[axis] ? strides[axis] : 0;
      position += lower[axis] * strides[axis];
    }
    const auto along = [&](std::int64_t at) {
      const float * values = m_Scene.Values() + at;
      return values[0] + (values[step[2]] - values[0]) * part[2];
    };
    const auto across = [&](std::int64_t at) {
      const double first = along(at);
      return first + (along(at + step[1]) - first) * part[1];
    };
    const double first = across(position);
    return first + (across(position + step[0]) - first) * part[0];
  }

  [[nodiscard]] std::uint16_t
  PlaceAt(const std::vector<std::uint16_t> & places, std::int64_t voxel) const
  {
    const std::uint16_t place = voxel < 0 ? std::uint16_t{0} : places[static_cast<std::size_t>(voxel)];
    return place != 0 && m_State.structures[place - 1u].isVisible ? place : std::uint16_t{0};
  }

  /** True where the pixel to the right or below has another structure. */
  [[nodiscard]] bool
  IsEdge(const std::vector<std::uint16_t> & places, std::uint16_t place, int column, int row) const
  {
    return PlaceAt(places, Nearest(VoxelOf(column + 1, row))) != place ||
           PlaceAt(places, Nearest(VoxelOf(column, row + 1))) != place;
  }

  void
  DrawStructures(std::uint8_t * pixel, std::int64_t voxel, int column, int row) const
  {
    if (!m_Scene.Labels().empty())
    {
      const std::uint16_t place = PlaceAt(m_Scene.Labels(), voxel);
      if (place != 0)
      {
        const double opacity = m_State.structures[place - 1u].opacity;
        const bool isEdge = opacity > 0.0 && IsEdge(m_Scene.Labels(), place, column, row);
        Blend(pixel, m_Scene.Structures()[place - 1u].color, isEdge ? std::max(opacity, kEdgeOpacity) : opacity);
      }
    }
    if (m_State.showsReference && !m_Scene.Reference().empty())
    {
      // Also the background's side of the edge, so that the outline is closed at the left and above.
      const std::uint16_t place = PlaceAt(m_Scene.Reference(), voxel);
      const std::uint16_t right = PlaceAt(m_Scene.Reference(), Nearest(VoxelOf(column + 1, row)));
      const std::uint16_t below = PlaceAt(m_Scene.Reference(), Nearest(VoxelOf(column, row + 1)));
      if (place != right || place != below)
      {
        const auto shown = static_cast<std::size_t>(place != 0 ? place : right != 0 ? right : below);
        Blend(pixel, Mixed(m_Scene.Structures()[shown - 1].color, {255, 255, 255}, 0.6), 1.0);
      }
    }
  }

  const ViewerScene & m_Scene;
  const ViewerState & m_State;
  PixelBox m_Pane;
  Zyx<double> m_Start;
  Zyx<double> m_Right;
  Zyx<double> m_Down;
};

void
DrawCrosshair(Picture & frame, const ViewerScene & scene, const ViewerState & state, Plane plane, const PixelBox & pane)
{
  constexpr int Gap = 8; // around the place itself, which stays visible
  const auto [x, y] = PlaneMap(scene, state, plane, pane).PixelOf(state.crosshairLps);
  const auto column = static_cast<int>(std::lround(x));
  const auto row = static_cast<int>(std::lround(y));
  for (int px = pane.x; px < pane.x + pane.width; ++px)
  {
    if (std::abs(px - column) > Gap && pane.Holds(px, row))
    {
      Blend(frame.At(px, row), kCrosshairColor, 0.7);
    }
  }
  for (int py = pane.y; py < pane.y + pane.height; ++py)
  {
    if (std::abs(py - row) > Gap && pane.Holds(column, py))
    {
      Blend(frame.At(column, py), kCrosshairColor, 0.7);
    }
  }
}

void
DrawList(Picture & frame, const ViewerScene & scene, const ViewerState & state, const ViewerLayout & layout)
{
  Fill(frame, layout.List(), kPanelColor);
  const std::size_t first = layout.FirstListed(state);
  for (std::size_t row = 0; row < layout.ListRows() && first + row < state.structures.size(); ++row)
  {
    const PixelBox box = layout.ListRow(row);
    if (first + row == state.selected)
    {
      Fill(frame, box, kSelectedColor);
    }
    const Rgb & color = scene.Structures()[first + row].color;
    Fill(frame, {box.x + 4, box.y + 5, 14, 14}, color);
    if (!state.structures[first + row].isVisible)
    {
      Fill(frame, {box.x + 6, box.y + 7, 10, 10}, kPanelColor);
    }
  }
}

} // namespace

Picture
DrawFrame(const ViewerScene & scene, const ViewerState & state, const ViewerLayout & layout, int threads)
{
  Picture frame(layout.Width(), layout.Height());
  Fill(frame, {0, 0, frame.width, frame.height}, kPanelColor);
  for (const Plane plane : kPlanes)
  {
    const PixelBox pane = layout.PaneOf(plane);
    const PlanePainter painter(scene, state, plane, pane);
    ParallelFor(0, pane.height, 32, threads, [&](std::int64_t first, std::int64_t last) {
      for (std::int64_t row = first; row < last; ++row)
      {
        painter.DrawRow(frame, static_cast<int>(row));
      }
    });
    if (state.showsCrosshair)
    {
      DrawCrosshair(frame, scene, state, plane, pane);
    }
  }
  DrawList(frame, scene, state, layout);
  return frame;
}

} // namespace vox
