// SPDX-License-Identifier: Apache-2.0
#include "voxSurfaceScene.h"

#include "voxError.h"

#include <vtkActor2DCollection.h>
#include <vtkCamera.h>
#include <vtkCellArray.h>
#include <vtkFloatArray.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkPoints.h>
#include <vtkPolyData.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkTextActor.h>
#include <vtkTextProperty.h>
#include <vtkUnsignedCharArray.h>

#include <algorithm>
#include <cmath>

namespace vox
{
namespace
{

constexpr std::array<double, 3> kInk{0.15, 0.17, 0.2};

Vector3
CrossOf(const Vector3 & a, const Vector3 & b)
{
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

/** Appends the color of each point. Points without a value are gray. */
void
AppendColors(vtkUnsignedCharArray & colors, const Surface & surface, const SurfacePictureOptions & options)
{
  for (std::size_t i = 0; i < surface.points.size(); ++i)
  {
    std::array<unsigned char, 3> color = surface.color;
    if (options.largestValue)
    {
      color = {176, 176, 176};
      if (!surface.values.empty() && !std::isnan(surface.values[i]))
      {
        const std::array<double, 3> shown = ValueColor(std::abs(surface.values[i]) / *options.largestValue);
        std::ranges::transform(shown, color.begin(),
                               [](double part) { return static_cast<unsigned char>(std::lround(255.0 * part)); });
      }
    }
    colors.InsertNextTypedTuple(color.data());
  }
}

/** All surfaces as one set of triangles, whose points have the colors: a thousand structures are drawn as fast as one
 * that large. */
vtkSmartPointer<vtkPolyData>
DataOf(std::span<const Surface> surfaces, const SurfacePictureOptions & options)
{
  vtkNew<vtkPoints> points;
  vtkNew<vtkCellArray> triangles;
  vtkNew<vtkUnsignedCharArray> colors;
  colors->SetNumberOfComponents(3);
  vtkNew<vtkFloatArray> normals; // without them each triangle would be flat
  normals->SetNumberOfComponents(3);
  for (const Surface & surface : surfaces)
  {
    const vtkIdType first = points->GetNumberOfPoints();
    for (const Vector3 & point : surface.points)
    {
      points->InsertNextPoint(point.data());
    }
    for (const auto & [a, b, c] : surface.triangles)
    {
      triangles->InsertNextCell({first + a, first + b, first + c});
    }
    for (const Vector3 & normal : PointNormals(surface))
    {
      normals->InsertNextTuple(normal.data());
    }
    AppendColors(*colors, surface, options);
  }
  auto data = vtkSmartPointer<vtkPolyData>::New();
  data->SetPoints(points);
  data->SetPolys(triangles);
  data->GetPointData()->SetScalars(colors);
  data->GetPointData()->SetNormals(normals);
  return data;
}

void
AddText(vtkRenderer & renderer, const std::string & text, double x, double y, int size, bool isCentered)
{
  vtkNew<vtkTextActor> actor;
  actor->SetInput(text.c_str());
  actor->GetPositionCoordinate()->SetCoordinateSystemToNormalizedViewport();
  actor->GetPositionCoordinate()->SetValue(x, y);
  vtkTextProperty & property = *actor->GetTextProperty();
  property.SetFontSize(size);
  property.SetColor(kInk.data());
  property.SetVerticalJustificationToCentered();
  isCentered ? property.SetJustificationToCentered() : property.SetJustificationToLeft();
  renderer.AddActor2D(actor);
}

} // namespace

char
SideOf(const Vector3 & direction)
{
  std::size_t axis = 0;
  for (std::size_t i = 1; i < 3; ++i)
  {
    axis = std::abs(direction[i]) > std::abs(direction[axis]) + 1e-9 ? i : axis;
  }
  return "LPSRAI"[axis + (direction[axis] < 0.0 ? 3 : 0)];
}

std::array<double, 3>
ValueColor(double part)
{
  constexpr std::array<std::array<double, 3>, 5> viridis{{{0.267, 0.005, 0.329},
                                                          {0.231, 0.322, 0.545},
                                                          {0.129, 0.569, 0.549},
                                                          {0.369, 0.788, 0.384},
                                                          {0.992, 0.906, 0.145}}};
  const double place = std::clamp(part, 0.0, 1.0) * (viridis.size() - 1);
  const auto lower = std::min(static_cast<std::size_t>(place), viridis.size() - 2);
  std::array<double, 3> color{};
  for (std::size_t i = 0; i < 3; ++i)
  {
    color[i] = std::lerp(viridis[lower][i], viridis[lower + 1][i], place - static_cast<double>(lower));
  }
  return color;
}

SurfaceScene::SurfaceScene(std::span<const Surface> surfaces, const SurfacePictureOptions & options)
{
  if (std::ranges::all_of(surfaces, [](const Surface & surface) { return surface.triangles.empty(); }))
  {
    Fail(ErrorKind::BadInput, "surfaces: found none with a triangle, expected one to draw");
  }
  vtkNew<vtkPolyDataMapper> mapper;
  mapper->SetInputData(DataOf(surfaces, options));
  mapper->SetColorModeToDirectScalars();
  m_Actor->SetMapper(mapper);
  vtkProperty & property = *m_Actor->GetProperty();
  property.SetInterpolationToPhong();
  property.SetAmbient(0.15);
  property.SetDiffuse(0.85);
  property.SetSpecular(options.largestValue ? 0.0 : 0.15); // a highlight would be read as another value
  property.SetSpecularPower(20.0);
  property.SetOpacity(options.opacity);
  std::copy_n(m_Actor->GetBounds(), m_Bounds.size(), m_Bounds.begin());
}

double
SurfaceScene::HalfHeightMm(const std::vector<Viewpoint> & viewpoints, double aspect) const
{
  constexpr double margin = 1.15; // room for the letters
  double half = 0.0;
  for (const Viewpoint & viewpoint : viewpoints)
  {
    const Vector3 right = CrossOf(viewpoint.up, viewpoint.from);
    double width = 0.0;
    double height = 0.0;
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      const double extent = m_Bounds[2 * axis + 1] - m_Bounds[2 * axis];
      width += extent * std::abs(right[axis]);
      height += extent * std::abs(viewpoint.up[axis]);
    }
    half = std::max({half, height / 2.0, width / 2.0 / aspect});
  }
  return margin * std::max(half, 1e-3);
}

void
SurfaceScene::Show(vtkRenderer & renderer, const Viewpoint & viewpoint, double halfHeightMm) const
{
  // What the view shows already stays: taken out, its triangles would be sent to the graphics library again.
  vtkActor2DCollection & texts = *renderer.GetActors2D();
  while (vtkActor2D * text = texts.GetLastActor2D())
  {
    renderer.RemoveActor2D(text);
  }
  renderer.AddActor(m_Actor);
  Vector3 middle{};
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    middle[axis] = (m_Bounds[2 * axis] + m_Bounds[2 * axis + 1]) / 2.0;
  }
  vtkCamera & camera = *renderer.GetActiveCamera();
  camera.ParallelProjectionOn();
  camera.SetFocalPoint(middle.data());
  camera.SetPosition(middle[0] + 1000.0 * viewpoint.from[0], middle[1] + 1000.0 * viewpoint.from[1],
                     middle[2] + 1000.0 * viewpoint.from[2]);
  camera.SetViewUp(viewpoint.up.data());
  camera.SetParallelScale(halfHeightMm);
  renderer.ResetCameraClippingRange();
  renderer.SetBackground(1.0, 1.0, 1.0);
  const Vector3 right = CrossOf(viewpoint.up, viewpoint.from);
  const auto letter = [&](const Vector3 & direction, double x, double y) {
    AddText(renderer, std::string(1, SideOf(direction)), x, y, 18, true);
  };
  letter(right, 0.97, 0.5);
  letter({-right[0], -right[1], -right[2]}, 0.03, 0.5);
  letter(viewpoint.up, 0.5, 0.965);
  letter({-viewpoint.up[0], -viewpoint.up[1], -viewpoint.up[2]}, 0.5, 0.035);
  AddText(renderer, viewpoint.name, 0.03, 0.965, 15, false);
}

} // namespace vox
