// SPDX-License-Identifier: Apache-2.0
#include "voxViewerControl.h"

#include <algorithm>
#include <cmath>

namespace vox
{

bool
ViewerControl::Press(const ViewerLayout & layout, MouseButton button, int px, int py)
{
  m_Last = {px, py};
  const std::optional<Plane> plane = layout.PlaneAt(px, py);
  if (plane && button == MouseButton::Left)
  {
    m_LastPlane = *plane;
    m_Moving = plane;
    Move(layout, px, py);
    return true;
  }
  if (plane)
  {
    m_IsWindowing = true;
    return true;
  }
  const std::optional<std::size_t> structure = layout.StructureAt(m_State, px, py);
  if (structure)
  {
    ToggleStructure(m_State, *structure);
  }
  return !layout.SurfacePane().Holds(px, py);
}

void
ViewerControl::Move(const ViewerLayout & layout, int px, int py)
{
  if (m_Moving)
  {
    const PlaneMap map(m_Scene, m_State, *m_Moving, layout.PaneOf(*m_Moving));
    // Zoomed, the picture follows the crosshair: a step from where the mouse was, else the place itself.
    Vector3 world = map.WorldAt(px, py);
    if (m_State.zoom > 1.0 && (px != m_Last[0] || py != m_Last[1]))
    {
      const Vector3 before = map.WorldAt(m_Last[0], m_Last[1]);
      for (std::size_t i = 0; i < 3; ++i)
      {
        world[i] += m_State.crosshairLps[i] - before[i];
      }
    }
    MoveCrosshair(m_State, m_Scene, world);
  }
  else if (m_IsWindowing)
  {
    DragWindow(m_State, m_Scene, px - m_Last[0], py - m_Last[1]);
  }
  m_Last = {px, py};
}

void
ViewerControl::Release()
{
  m_Moving.reset();
  m_IsWindowing = false;
}

bool
ViewerControl::Wheel(const ViewerLayout & layout, int px, int py, int steps, bool withControl)
{
  const std::optional<Plane> plane = layout.PlaneAt(px, py);
  if (plane && withControl)
  {
    m_State.zoom = std::clamp(m_State.zoom * std::pow(1.25, steps), 1.0, 32.0);
    return true;
  }
  if (plane)
  {
    m_LastPlane = *plane;
    Scroll(m_State, m_Scene, *plane, steps);
    return true;
  }
  const std::optional<std::size_t> structure = layout.StructureAt(m_State, px, py);
  if (structure)
  {
    ChangeOpacity(m_State, *structure, 0.1 * steps);
  }
  return !layout.SurfacePane().Holds(px, py);
}

ViewerAction
ViewerControl::Key(std::string_view name)
{
  ViewerState & state = m_State;
  const std::size_t count = state.structures.size();
  state.message.clear();
  if (name == "q" || (name == "Escape" && !state.showsHelp))
  {
    return ViewerAction::Quit;
  }
  if (name == "s" || name == "n" || name == "p")
  {
    return name == "s" ? ViewerAction::Screenshot : name == "n" ? ViewerAction::NextCase : ViewerAction::PreviousCase;
  }
  if (name == "h" || name == "question" || name == "F1" || name == "Escape")
  {
    state.showsHelp = name != "Escape" && !state.showsHelp;
  }
  else if (name == "Up" || name == "Down")
  {
    state.selected = count == 0 ? 0 : (state.selected + (name == "Down" ? 1 : count - 1)) % count;
  }
  else if (name == "space")
  {
    ToggleStructure(state, state.selected);
  }
  else if (name == "a")
  {
    const bool isAnyVisible = std::ranges::any_of(state.structures, &StructureView::isVisible);
    std::ranges::for_each(state.structures, [&](StructureView & view) { view.isVisible = !isAnyVisible; });
  }
  else if (name == "plus" || name == "KP_Add" || name == "minus" || name == "KP_Subtract")
  {
    ChangeOpacity(state, state.selected, name == "plus" || name == "KP_Add" ? 0.1 : -0.1);
  }
  else if (name == "Prior" || name == "Next")
  {
    Scroll(state, m_Scene, m_LastPlane, name == "Prior" ? 1 : -1);
  }
  else if (name == "c")
  {
    state.showsCrosshair = !state.showsCrosshair;
  }
  else if (name == "r")
  {
    state.showsReference = !state.showsReference;
  }
  else if (name == "w")
  {
    state.window = m_Scene.StartWindow();
  }
  else if (name == "0")
  {
    state.zoom = 1.0;
    state.crosshairLps = m_Scene.Middle();
  }
  return ViewerAction::None;
}

std::span<const ViewerHelpLine>
ViewerHelp()
{
  static constexpr std::array<ViewerHelpLine, 15> lines{{{"left drag", "crosshair; in the surface view: turn"},
                                                         {"right drag", "window (across) and level (up, down)"},
                                                         {"wheel", "slices; in the surface view: nearer, further"},
                                                         {"Ctrl + wheel", "zoom"},
                                                         {"Page Up, Page Down", "slices of the last plane"},
                                                         {"0", "whole image, crosshair in its middle"},
                                                         {"w", "window of the image"},
                                                         {"c", "crosshair on, off"},
                                                         {"r", "outline of the reference on, off"},
                                                         {"click, space", "structure on, off;  a: all"},
                                                         {"Up, Down", "select a structure"},
                                                         {"wheel on list, + -", "opacity of the structure"},
                                                         {"n, p", "next, previous case"},
                                                         {"s", "screenshot"},
                                                         {"h, q", "this help, quit"}}};
  return lines;
}

} // namespace vox
