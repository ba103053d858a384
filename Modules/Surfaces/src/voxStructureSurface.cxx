// SPDX-License-Identifier: Apache-2.0
#include "voxStructureSurface.h"

#include "voxPolyData.h"
#include "voxTensorMemory.h"
#include "voxVectorAlgebra.h"

#include <vtkDecimatePro.h>
#include <vtkDiscreteFlyingEdges3D.h>
#include <vtkImageData.h>
#include <vtkNew.h>
#include <vtkWindowedSincPolyDataFilter.h>

#include <algorithm>
#include <cmath>

namespace vox
{
namespace
{

/** The structure as 1 in its box and a voxel of 0 around it, which closes the surface at the border of the grid. */
vtkSmartPointer<vtkImageData>
PaddedMask(const Volume & labels, std::int64_t value, const Box & box)
{
  const auto & size = labels.geometry.size;
  const Zyx<std::int64_t> inner = box.Size();
  const auto mask = vtkSmartPointer<vtkImageData>::New();
  mask->SetDimensions(static_cast<int>(inner.x + 2), static_cast<int>(inner.y + 2), static_cast<int>(inner.z + 2));
  mask->AllocateScalars(VTK_UNSIGNED_CHAR, 1);
  auto * const out = static_cast<unsigned char *>(mask->GetScalarPointer());
  std::fill_n(out, mask->GetNumberOfPoints(), static_cast<unsigned char>(0));
  const at::Tensor voxels = Contiguous(labels.voxels);
  const std::int32_t * const in = ValuesOf<std::int32_t>(voxels);
  for (std::int64_t z = 0; z < inner.z; ++z)
  {
    for (std::int64_t y = 0; y < inner.y; ++y)
    {
      const std::int32_t * from = in + ((z + box.lower.z) * size.y + y + box.lower.y) * size.x + box.lower.x;
      unsigned char * to = out + ((z + 1) * (inner.y + 2) + y + 1) * (inner.x + 2) + 1;
      std::transform(from, from + inner.x, to,
                     [value](std::int32_t label) { return static_cast<unsigned char>(label == value ? 1 : 0); });
    }
  }
  return mask;
}

/** From indices of the padded mask (x, y, z) to the world. */
void
MoveToWorld(Surface & surface, const ImageGeometry & geometry, const Box & box)
{
  for (Vector3 & point : surface.points)
  {
    point = WorldFromVoxel(geometry, {point[2] + static_cast<double>(box.lower.z - 1),
                                      point[1] + static_cast<double>(box.lower.y - 1),
                                      point[0] + static_cast<double>(box.lower.x - 1)});
  }
}

void
FaceOutwards(Surface & surface)
{
  if (SizeOf(surface).volumeMm3 < 0.0)
  {
    for (auto & triangle : surface.triangles)
    {
      std::swap(triangle[1], triangle[2]);
    }
  }
}

/** Slicer's segment editor makes pass band and number of iterations of its factor like this. */
Surface
Smoothed(const Surface & surface, double factor)
{
  vtkNew<vtkWindowedSincPolyDataFilter> filter;
  filter->SetInputData(PolyDataOf(surface));
  filter->SetNumberOfIterations(20 + static_cast<int>(40 * factor));
  filter->SetPassBand(std::pow(10.0, -4.0 * factor));
  filter->NormalizeCoordinatesOn();
  filter->NonManifoldSmoothingOn();
  filter->BoundarySmoothingOff();
  filter->FeatureEdgeSmoothingOff();
  filter->Update();
  Surface smoothed;
  TakePolyData(smoothed, *filter->GetOutput());
  return smoothed;
}

Surface
Decimated(const Surface & surface, double reduction)
{
  vtkNew<vtkDecimatePro> filter;
  filter->SetInputData(PolyDataOf(surface));
  filter->SetTargetReduction(reduction);
  filter->PreserveTopologyOn();
  filter->SplittingOff();
  filter->BoundaryVertexDeletionOff();
  filter->Update();
  Surface decimated;
  TakePolyData(decimated, *filter->GetOutput());
  return decimated;
}

/** `change(surface, strength)`, with half the strength again and again where the surface would open or lose more than
 * half of its volume, as it does of a few voxels; at last as it is. */
template <typename TChange>
Surface
Changed(const Surface & surface, double strength, TChange && change)
{
  constexpr double weakest = 0.02;
  const double volumeMm3 = SizeOf(surface).volumeMm3;
  for (; strength >= weakest; strength /= 2.0)
  {
    Surface changed = change(surface, strength);
    if (const SurfaceMeasures found = MeasureSurface(changed); found.isClosed && found.volumeMm3 > 0.5 * volumeMm3)
    {
      return changed;
    }
  }
  return surface;
}

/** The volume grows by about area times distance, of which each step mends most of what is left. Steps are short
 * beside the voxels, so that thin parts are not turned inside out. */
void
KeepVolume(Surface & surface, double volumeMm3, double longestStepMm)
{
  constexpr int mostSteps = 40;
  constexpr double enough = 1e-4;
  for (int step = 0; step < mostSteps; ++step)
  {
    const SurfaceSize found = SizeOf(surface);
    const double missing = volumeMm3 - found.volumeMm3;
    if (found.areaMm2 <= 0.0 || std::abs(missing) <= enough * volumeMm3)
    {
      return;
    }
    const double distance = std::clamp(missing / found.areaMm2, -longestStepMm, longestStepMm);
    const std::vector<Vector3> normals = PointNormals(surface);
    for (std::size_t i = 0; i < normals.size(); ++i)
    {
      surface.points[i] = Plus(surface.points[i], Times(normals[i], distance));
    }
  }
}

} // namespace

Surface
StructureSurface(const Volume & labels, std::int64_t value, const LabelBox & box, const SurfaceOptions & options)
{
  vtkNew<vtkDiscreteFlyingEdges3D> edges;
  edges->SetInputData(PaddedMask(labels, value, box.box));
  edges->SetValue(0, 1);
  edges->ComputeScalarsOff();
  edges->ComputeNormalsOff();
  edges->ComputeGradientsOff();
  edges->Update();
  Surface surface;
  TakePolyData(surface, *edges->GetOutput());
  MoveToWorld(surface, labels.geometry, box.box);
  FaceOutwards(surface);
  surface = Changed(surface, options.smoothing, &Smoothed);
  surface = Changed(surface, options.reduction, &Decimated);
  if (options.keepsVolume)
  {
    const Zyx<double> & spacing = labels.geometry.spacingMm;
    KeepVolume(surface, static_cast<double>(box.voxels) * VoxelVolumeMm3(labels.geometry),
               0.1 * std::min({spacing.z, spacing.y, spacing.x}));
  }
  return surface;
}

} // namespace vox
