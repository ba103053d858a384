// SPDX-License-Identifier: Apache-2.0
#include "voxMakeSurfaces.h"

#include "voxBoundaryDistance.h"
#include "voxBoundaryValues.h"
#include "voxCaseLabels.h"
#include "voxConvertLabels.h"
#include "voxDicomFolder.h"
#include "voxDicomSegmentation.h"
#include "voxError.h"
#include "voxFirstNames.h"
#include "voxLabelFiles.h"
#include "voxSameStructure.h"
#include "voxSegmentationFile.h"
#include "voxTensorMemory.h"

#include <algorithm>

namespace vox
{
namespace
{

Segmentation
ReadLabels(const std::string & file, const SurfaceRequest & request, const RunContext & context)
{
  if (!request.image.empty())
  {
    return Renamed(
        ReadNamedLabels(file, ReadCase({"", {request.image}, {}}, {{}, {request.series}, {}}, context), context),
        {request.names, ""}, file, context);
  }
  RequireExists(file);
  if (!IsDicomFile(file))
  {
    return Renamed(ReadSegmentation(file), {request.names, ""}, file, context);
  }
  const DicomFolder folder = ScanDicom(file, context);
  if (folder.annotations.size() != 1 || folder.annotations.front().modality == "RTSTRUCT")
  {
    Fail(ErrorKind::BadInput,
         "{}: found {}, expected one DICOM segmentation; give the series of a structure set by --image", file,
         folder.annotations.size() == 1 ? "a structure set" : fmt::format("{} of them", folder.annotations.size()));
  }
  return ReadDicomSegmentation(folder.annotations.front().file);
}

/** Leaves only the wanted structures. */
void
Choose(Segmentation & labels, const SurfaceRequest & request)
{
  if (request.structures.empty())
  {
    return;
  }
  std::vector<Segment> chosen;
  for (const std::string & name : request.structures)
  {
    const Segment * segment = FindSegment(labels.segments, name);
    if (segment == nullptr)
    {
      std::vector<std::string> names;
      for (const Segment & known : labels.segments)
      {
        names.push_back(known.name);
      }
      Fail(ErrorKind::BadInput, "{}: found no structure '{}', expected one of {}", request.labels, name,
           FirstNames(names));
    }
    chosen.push_back(*segment);
  }
  labels.segments = std::move(chosen);
}

/** The reference on the grid of the labels. */
Segmentation
ReadReference(const SurfaceRequest & request, const ImageGeometry & grid, const RunContext & context)
{
  const Segmentation reference = ReadLabels(request.reference, request, context);
  if (CornerDistanceVoxels(reference.layers.front().geometry, grid) <= 1e-3)
  {
    return reference;
  }
  context.Log(LogLevel::Warning, fmt::format("{}: lies on another grid than {}; its nearest voxels are taken",
                                             request.reference, request.labels));
  return OnGrid(reference, grid);
}

bool
HasVoxels(const Volume & labels, std::int64_t value)
{
  const at::Tensor voxels = Contiguous(labels.voxels);
  const std::int32_t * const label = ValuesOf<std::int32_t>(voxels);
  return std::find(label, label + voxels.numel(), value) != label + voxels.numel();
}

void
MeasureDistances(std::vector<Surface> & surfaces, const Segmentation & labels, const SurfaceRequest & request,
                 const RunContext & context)
{
  const Segmentation reference = ReadReference(request, labels.layers.front().geometry, context);
  const bool byName = HasNames(labels) && HasNames(reference);
  std::vector<std::string> missing;
  for (Surface & surface : surfaces)
  {
    const Segment & own = *FindSegment(labels.segments, surface.name);
    const Segment * segment = SameStructure(reference, own, byName);
    if (segment == nullptr || !HasVoxels(reference.layers[segment->layer], segment->value))
    {
      missing.push_back(surface.name);
      continue;
    }
    const Volume map = BoundaryDistance(reference.layers[segment->layer], segment->value, context.ThreadCount());
    SampleBoundaryValues(surface, labels.layers[own.layer], own.value, map);
  }
  if (!missing.empty())
  {
    context.Log(LogLevel::Warning, fmt::format("{}: lacks structures, whose points get no distance: {}",
                                               request.reference, FirstNames(missing)));
  }
}

} // namespace

std::vector<Surface>
MakeSurfaces(const SurfaceRequest & request, const RunContext & context)
{
  Segmentation labels = ReadLabels(request.labels, request, context);
  Choose(labels, request);
  std::vector<Surface> surfaces = ExtractSurfaces(labels, request.options, context);
  if (surfaces.empty())
  {
    Fail(ErrorKind::BadInput, "{}: found no voxels of a structure, expected some", request.labels);
  }
  if (!request.reference.empty())
  {
    MeasureDistances(surfaces, labels, request, context);
  }
  return surfaces;
}

} // namespace vox
