// SPDX-License-Identifier: Apache-2.0
#ifndef voxSurfacePane_h
#define voxSurfacePane_h

#include "voxSurface.h"
#include "voxViewerState.h"

#include <vtkActor.h>
#include <vtkNew.h>
#include <vtkRenderer.h>
#include <vtkSmartPointer.h>
#include <vtkSphereSource.h>

#include <vector>

namespace vox
{

/** The surface view: structures from the front, in the box of the image with the letters of its sides. */
class SurfacePane
{
public:
  explicit SurfacePane(const ViewerScene & scene);

  [[nodiscard]] vtkRenderer *
  Renderer() const
  {
    return m_Renderer;
  }
  void SetSurfaces(const std::vector<Surface> & surfaces, const ViewerScene & scene);
  /** Shows what the state says: structures, crosshair. */
  void Update(const ViewerState & state);

private:
  struct Structure
  {
    std::size_t place;
    vtkSmartPointer<vtkActor> actor;
  };

  void AddBox(const ViewerScene & scene);
  void AddCrosshair(double radiusMm);

  vtkNew<vtkRenderer> m_Renderer;
  vtkNew<vtkActor> m_Crosshair;
  std::vector<Structure> m_Structures;
};

} // namespace vox

#endif
