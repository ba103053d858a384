// SPDX-License-Identifier: Apache-2.0
#ifndef voxPolyData_h
#define voxPolyData_h

#include "voxSurface.h"

#include <vtkPolyData.h>
#include <vtkSmartPointer.h>

namespace vox
{

/** Points and triangles as VTK has them; float64 points. */
[[nodiscard]] vtkSmartPointer<vtkPolyData> PolyDataOf(const Surface & surface);

/** Replaces the points and triangles of `surface`; cells that are no triangles are left out. */
void TakePolyData(Surface & surface, vtkPolyData & data);

} // namespace vox

#endif
