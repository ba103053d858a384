// SPDX-License-Identifier: Apache-2.0
#ifndef voxSurfaceScene_h
#define voxSurfaceScene_h

#include "voxSurfacePicture.h"

#include <vtkActor.h>
#include <vtkRenderer.h>
#include <vtkSmartPointer.h>

#include <array>
#include <vector>

namespace vox
{

/** Where a view is seen from. */
struct Viewpoint
{
  std::string name;
  Vector3 from; ///< direction from the middle to the eye
  Vector3 up;
};

/** The side of the patient that a direction in LPS points to most: L, R, P, A, S or I. */
[[nodiscard]] char SideOf(const Vector3 & direction);

/** The color of a value as a part of the largest, 0 to 1: viridis, whose lightness grows all the way. */
[[nodiscard]] std::array<double, 3> ValueColor(double part);

/** Surfaces as one actor, which all views share. */
class SurfaceScene
{
public:
  /** Throws Error(BadInput) where no surface has a triangle. */
  SurfaceScene(std::span<const Surface> surfaces, const SurfacePictureOptions & options);

  /** Half of the height in mm that shows everything from all of these sides, in views of this width by height. */
  [[nodiscard]] double HalfHeightMm(const std::vector<Viewpoint> & viewpoints, double aspect) const;

  /** Fills a view: actor, camera, name and letters; a view that has been filled is seen from another side. */
  void Show(vtkRenderer & renderer, const Viewpoint & viewpoint, double halfHeightMm) const;

private:
  vtkNew<vtkActor> m_Actor;
  std::array<double, 6> m_Bounds{}; ///< as VTK has them: smallest and largest x, y, z
};

} // namespace vox

#endif
