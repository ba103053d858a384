// SPDX-License-Identifier: Apache-2.0
#include "voxPolyData.h"

#include <vtkCellArray.h>
#include <vtkIdList.h>
#include <vtkNew.h>
#include <vtkPoints.h>

namespace vox
{

vtkSmartPointer<vtkPolyData>
PolyDataOf(const Surface & surface)
{
  vtkNew<vtkPoints> points;
  points->SetDataTypeToDouble();
  points->SetNumberOfPoints(static_cast<vtkIdType>(surface.points.size()));
  for (std::size_t i = 0; i < surface.points.size(); ++i)
  {
    points->SetPoint(static_cast<vtkIdType>(i), surface.points[i].data());
  }
  vtkNew<vtkCellArray> triangles;
  triangles->AllocateExact(static_cast<vtkIdType>(surface.triangles.size()),
                           static_cast<vtkIdType>(3 * surface.triangles.size()));
  for (const auto & triangle : surface.triangles)
  {
    triangles->InsertNextCell({triangle[0], triangle[1], triangle[2]});
  }
  const auto data = vtkSmartPointer<vtkPolyData>::New();
  data->SetPoints(points);
  data->SetPolys(triangles);
  return data;
}

void
TakePolyData(Surface & surface, vtkPolyData & data)
{
  surface.points.resize(static_cast<std::size_t>(data.GetNumberOfPoints()));
  for (std::size_t i = 0; i < surface.points.size(); ++i)
  {
    data.GetPoint(static_cast<vtkIdType>(i), surface.points[i].data());
  }
  surface.triangles.clear();
  vtkNew<vtkIdList> corners;
  vtkCellArray & cells = *data.GetPolys();
  for (cells.InitTraversal(); cells.GetNextCell(corners) != 0;)
  {
    if (corners->GetNumberOfIds() == 3)
    {
      surface.triangles.push_back({static_cast<std::uint32_t>(corners->GetId(0)),
                                   static_cast<std::uint32_t>(corners->GetId(1)),
                                   static_cast<std::uint32_t>(corners->GetId(2))});
    }
  }
}

} // namespace vox
