// SPDX-License-Identifier: Apache-2.0
#ifndef voxViewerState_h
#define voxViewerState_h

#include "voxViewerScene.h"

#include <array>
#include <string>
#include <vector>

namespace vox
{

/** The planes of the patient in radiological convention: seen from the feet, from the front, from the left. */
enum class Plane
{
  Axial,   ///< right is the patient's left, down is posterior
  Coronal, ///< right is the patient's left, down is inferior
  Sagittal ///< right is posterior, down is inferior
};
inline constexpr std::array<Plane, 3> kPlanes{Plane::Axial, Plane::Coronal, Plane::Sagittal};

/** How a plane lies among the LPS axes (0, 1, 2). */
struct PlaneAxes
{
  std::size_t across; ///< the axis to the right or to the left
  std::size_t down;
  std::size_t through; ///< from slice to slice
  double downSign;     ///< 1 where the picture's down is the axis' direction, else -1; across is always 1
  std::array<const char *, 4> letters; ///< at the left, right, upper and lower edge
  const char * name;
};
[[nodiscard]] const PlaneAxes & AxesOf(Plane plane);

/** How a structure is shown. */
struct StructureView
{
  bool isVisible = true;
  double opacity = 0.4; ///< of the fill in slices
};

/** Everything that a person can change in the viewer. */
struct ViewerState
{
  /** Middle of the image, its own window, all structures visible. */
  explicit ViewerState(const ViewerScene & scene);

  Vector3 crosshairLps;
  std::array<double, 2> window;
  double zoom = 1.0; ///< 1: the whole image is seen
  std::vector<StructureView> structures;
  std::size_t selected = 0; ///< of the structures
  bool showsCrosshair = true;
  bool showsReference = true;
  bool showsHelp = false;
  std::string message; ///< of the last command
};

/** Moves the crosshair by slices, towards head, back or left for positive steps, not beyond the image. */
void Scroll(ViewerState & state, const ViewerScene & scene, Plane plane, int steps);

/** Moves the crosshair, to the nearest point of the image's box. */
void MoveCrosshair(ViewerState & state, const ViewerScene & scene, const Vector3 & lps);

/** Widens the window for a drag to the right and lowers its level (brightens) for a drag upwards; 500 pixels are the
 * width that the image starts with. It never closes. */
void DragWindow(ViewerState & state, const ViewerScene & scene, int right, int down);

/** Shows or hides a structure and selects it; places beyond the list do nothing. */
void ToggleStructure(ViewerState & state, std::size_t structure);

/** Changes the opacity of a structure, which stays in 0 to 1; places beyond the list do nothing. */
void ChangeOpacity(ViewerState & state, std::size_t structure, double by);

/** "L 12.0  P -3.5  S 40.0 mm   value 37   liver": LPS position of the crosshair, image value and structure there. */
[[nodiscard]] std::string DescribeCrosshair(const ViewerState & state, const ViewerScene & scene);

} // namespace vox

#endif
