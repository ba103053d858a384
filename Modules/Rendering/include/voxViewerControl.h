// SPDX-License-Identifier: Apache-2.0
#ifndef voxViewerControl_h
#define voxViewerControl_h

#include "voxViewerLayout.h"

#include <span>
#include <string_view>

namespace vox
{

/** What a key asks of whoever owns the window. */
enum class ViewerAction
{
  None,
  Screenshot,
  NextCase,
  PreviousCase,
  Quit
};

enum class MouseButton
{
  Left,
  Right
};

/** Turns mouse and keys into changes of the state; knows nothing of windows. Pixels count from the top left corner. */
class ViewerControl
{
public:
  ViewerControl(const ViewerScene & scene, ViewerState & state) : m_Scene(scene), m_State(state) {}

  /** Left in a plane: the crosshair goes there; right: a drag of window and level begins; left in the list: shows or
   * hides the structure. True if the press was taken; the surface view's are not. */
  bool Press(const ViewerLayout & layout, MouseButton button, int px, int py);
  void Move(const ViewerLayout & layout, int px, int py);
  void Release();
  /** Scrolls the plane, or zooms with `withControl`; over a row of the list changes its opacity. True if taken. */
  bool Wheel(const ViewerLayout & layout, int px, int py, int steps, bool withControl);
  /** A key by its name in X: "n", "Up", "space". */
  ViewerAction Key(std::string_view name);

private:
  const ViewerScene & m_Scene;
  ViewerState & m_State;
  Plane m_LastPlane = Plane::Axial; ///< which the keys scroll
  std::optional<Plane> m_Moving;    ///< the crosshair
  bool m_IsWindowing = false;
  std::array<int, 2> m_Last{};
};

/** What the mouse and the keys do, a line each: what to press, what it does. */
struct ViewerHelpLine
{
  std::string_view what;
  std::string_view does;
};
[[nodiscard]] std::span<const ViewerHelpLine> ViewerHelp();

} // namespace vox

#endif
