// SPDX-License-Identifier: Apache-2.0
#include "voxSurfacePane.h"

#include <vtkBillboardTextActor3D.h>
#include <vtkCamera.h>
#include <vtkCellArray.h>
#include <vtkDoubleArray.h>
#include <vtkFloatArray.h>
#include <vtkOutlineSource.h>
#include <vtkPointData.h>
#include <vtkPoints.h>
#include <vtkPolyData.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkTextProperty.h>

#include <algorithm>
#include <cmath>

namespace vox
{
namespace
{

void
SetColor(vtkActor & actor, const Rgb & color)
{
  actor.GetProperty()->SetColor(color[0] / 255.0, color[1] / 255.0, color[2] / 255.0);
}

vtkSmartPointer<vtkPolyData>
DataOf(const Surface & surface)
{
  const vtkNew<vtkPoints> points;
  points->SetNumberOfPoints(static_cast<vtkIdType>(surface.points.size()));
  const vtkNew<vtkFloatArray> normals;
  normals->SetNumberOfComponents(3);
  normals->SetNumberOfTuples(static_cast<vtkIdType>(surface.points.size()));
  const std::vector<Vector3> directions = PointNormals(surface);
  for (std::size_t i = 0; i < surface.points.size(); ++i)
  {
    points->SetPoint(static_cast<vtkIdType>(i), surface.points[i].data());
    normals->SetTuple(static_cast<vtkIdType>(i), directions[i].data());
  }
  const vtkNew<vtkCellArray> cells;
  for (const auto & triangle : surface.triangles)
  {
    const std::array<vtkIdType, 3> corners{triangle[0], triangle[1], triangle[2]};
    cells->InsertNextCell(3, corners.data());
  }
  auto data = vtkSmartPointer<vtkPolyData>::New();
  data->SetPoints(points);
  data->SetPolys(cells);
  data->GetPointData()->SetNormals(normals);
  return data;
}

} // namespace

SurfacePane::SurfacePane(const ViewerScene & scene)
{
  m_Renderer->SetBackground(19 / 255.0, 22 / 255.0, 27 / 255.0);
  AddBox(scene);
  double longest = 0.0;
  for (std::size_t i = 0; i < 3; ++i)
  {
    longest = std::max(longest, scene.Upper()[i] - scene.Lower()[i]);
  }
  AddCrosshair(longest / 100.0);
  // From the front, the head up: the patient's right is on the left, as in slices.
  vtkCamera * camera = m_Renderer->GetActiveCamera();
  camera->SetFocalPoint(0.0, 0.0, 0.0);
  camera->SetPosition(0.35, -1.0, 0.3);
  camera->SetViewUp(0.0, 0.0, 1.0);
  m_Renderer->ResetCamera();
}

void
SurfacePane::AddBox(const ViewerScene & scene)
{
  const Vector3 & lower = scene.Lower();
  const Vector3 & upper = scene.Upper();
  const vtkNew<vtkOutlineSource> box;
  box->SetBounds(lower[0], upper[0], lower[1], upper[1], lower[2], upper[2]);
  const vtkNew<vtkPolyDataMapper> mapper;
  mapper->SetInputConnection(box->GetOutputPort());
  const vtkNew<vtkActor> actor;
  actor->SetMapper(mapper);
  actor->GetProperty()->SetColor(0.35, 0.38, 0.42);
  m_Renderer->AddActor(actor);
  static constexpr std::array<std::array<const char *, 2>, 3> letters{{{"R", "L"}, {"A", "P"}, {"I", "S"}}};
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    for (const std::size_t side : {0u, 1u})
    {
      Vector3 place;
      for (std::size_t i = 0; i < 3; ++i)
      {
        place[i] = (lower[i] + upper[i]) / 2.0;
      }
      place[axis] = side == 0 ? lower[axis] : upper[axis];
      const vtkNew<vtkBillboardTextActor3D> text;
      text->SetInput(letters[axis][side]);
      text->SetPosition(place.data());
      text->GetTextProperty()->SetFontSize(16);
      text->GetTextProperty()->SetColor(1.0, 0.88, 0.47);
      m_Renderer->AddActor(text);
    }
  }
}

void
SurfacePane::AddCrosshair(double radiusMm)
{
  const vtkNew<vtkSphereSource> sphere;
  sphere->SetRadius(radiusMm);
  sphere->SetThetaResolution(16);
  sphere->SetPhiResolution(16);
  const vtkNew<vtkPolyDataMapper> mapper;
  mapper->SetInputConnection(sphere->GetOutputPort());
  m_Crosshair->SetMapper(mapper);
  m_Crosshair->GetProperty()->SetColor(0.35, 0.78, 0.47);
  m_Renderer->AddActor(m_Crosshair);
}

void
SurfacePane::SetSurfaces(const std::vector<Surface> & surfaces, const ViewerScene & scene)
{
  for (const Surface & surface : surfaces)
  {
    const auto known = std::ranges::find(scene.Structures(), surface.name, &ShownStructure::name);
    if (known == scene.Structures().end())
    {
      continue;
    }
    const vtkNew<vtkPolyDataMapper> mapper;
    mapper->SetInputData(DataOf(surface));
    auto actor = vtkSmartPointer<vtkActor>::New();
    actor->SetMapper(mapper);
    SetColor(*actor, known->color);
    actor->GetProperty()->SetSpecular(0.2);
    m_Renderer->AddActor(actor);
    m_Structures.push_back({static_cast<std::size_t>(known - scene.Structures().begin()), actor});
  }
}

void
SurfacePane::Update(const ViewerState & state)
{
  for (const Structure & structure : m_Structures)
  {
    const StructureView & view = state.structures[structure.place];
    structure.actor->SetVisibility(view.isVisible && view.opacity > 0.0);
    // A fill of 40 % lets the image through; a surface stands alone and is solid from there on.
    structure.actor->GetProperty()->SetOpacity(std::min(1.0, view.opacity / 0.4));
  }
  const Vector3 & place = state.crosshairLps;
  m_Crosshair->SetPosition(place[0], place[1], place[2]);
  m_Crosshair->SetVisibility(state.showsCrosshair);
}

} // namespace vox
