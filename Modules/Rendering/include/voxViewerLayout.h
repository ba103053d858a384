// SPDX-License-Identifier: Apache-2.0
#ifndef voxViewerLayout_h
#define voxViewerLayout_h

#include "voxViewerState.h"

#include <optional>

namespace vox
{

/** A rectangle of pixels; positions count from the window's top left corner. */
struct PixelBox
{
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;

  [[nodiscard]] bool
  Holds(int px, int py) const
  {
    return px >= x && py >= y && px < x + width && py < y + height;
  }
};

/** Where everything lies in a window: axial, sagittal, coronal and surface view in two rows, the list of structures at
 * the right, a line of text below. */
class ViewerLayout
{
public:
  /** At least 320 x 240; smaller windows are laid out as if they were that. */
  ViewerLayout(int width, int height);

  [[nodiscard]] int
  Width() const
  {
    return m_Width;
  }
  [[nodiscard]] int
  Height() const
  {
    return m_Height;
  }
  [[nodiscard]] PixelBox PaneOf(Plane plane) const;
  [[nodiscard]] PixelBox SurfacePane() const;
  [[nodiscard]] PixelBox List() const;
  [[nodiscard]] PixelBox StatusLine() const;
  /** The plane at a pixel; nothing elsewhere. */
  [[nodiscard]] std::optional<Plane> PlaneAt(int px, int py) const;

  /** Rows of structures that the list has room for, and the first one that it shows so that the selected one is seen.
   */
  [[nodiscard]] std::size_t ListRows() const;
  [[nodiscard]] std::size_t FirstListed(const ViewerState & state) const;
  [[nodiscard]] PixelBox ListRow(std::size_t row) const;
  /** The structure whose row is at a pixel; nothing elsewhere. */
  [[nodiscard]] std::optional<std::size_t> StructureAt(const ViewerState & state, int px, int py) const;

private:
  [[nodiscard]] PixelBox Quarter(int column, int row) const;

  int m_Width;
  int m_Height;
};

/** How the pixels of a pane lie in the patient: the middle of the image in the middle at zoom 1, else the crosshair. */
class PlaneMap
{
public:
  PlaneMap(const ViewerScene & scene, const ViewerState & state, Plane plane, const PixelBox & pane);

  /** LPS position of the center of a pixel of the window, in the plane of the crosshair. */
  [[nodiscard]] Vector3 WorldAt(double px, double py) const;
  /** Pixel of the window, not rounded, where a position is drawn; `through` the plane does not count. */
  [[nodiscard]] std::array<double, 2> PixelOf(const Vector3 & lps) const;
  [[nodiscard]] double
  MmPerPixel() const
  {
    return m_MmPerPixel;
  }

private:
  const PlaneAxes & m_Axes;
  Vector3 m_Center; ///< shown in the middle of the pane
  std::array<double, 2> m_Middle;
  double m_MmPerPixel;
};

} // namespace vox

#endif
