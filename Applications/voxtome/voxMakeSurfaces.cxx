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
#include "voxLabelBoxes.h"
#include "voxLabelFiles.h"
#include "voxParallelFor.h"
#include "voxSameStructure.h"
#include "voxSegmentationFile.h"

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

/** Around both, with as much as smoothing may move a point by; within the grid. */
Box
BoxAround(const Box & a, const Box & b, const Zyx<std::int64_t> & size)
{
  constexpr std::int64_t margin = 4;
  Box box;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    box.lower[axis] = std::max(std::min(a.lower[axis], b.lower[axis]) - margin, std::int64_t{0});
    box.upper[axis] = std::min(std::max(a.upper[axis], b.upper[axis]) + margin, size[axis]);
  }
  return box;
}

std::vector<LabelBoxMap>
BoxesOf(const Segmentation & segmentation)
{
  std::vector<LabelBoxMap> boxes;
  for (const Volume & layer : segmentation.layers)
  {
    boxes.push_back(LabelBoxes(layer));
  }
  return boxes;
}

void
MeasureDistances(std::vector<Surface> & surfaces, const Segmentation & labels, const SurfaceRequest & request,
                 const RunContext & context)
{
  const Segmentation reference = ReadReference(request, labels.layers.front().geometry, context);
  const bool byName = HasNames(labels) && HasNames(reference);
  const std::vector<LabelBoxMap> ownBoxes = BoxesOf(labels);
  const std::vector<LabelBoxMap> referenceBoxes = BoxesOf(reference);
  std::vector<std::uint8_t> isMissing(surfaces.size(), 0);
  const auto measure = [&](std::size_t i) {
    Surface & surface = surfaces[i];
    const Segment & own = *FindSegment(labels.segments, surface.name);
    const Segment * segment = SameStructure(reference, own, byName);
    if (segment == nullptr || !referenceBoxes[segment->layer].contains(segment->value))
    {
      isMissing[i] = 1;
      return;
    }
    // Boundaries of both lie within the box, so that distances there are those of the whole grid.
    const Volume & layer = labels.layers[own.layer];
    const Box box = BoxAround(ownBoxes[own.layer].at(own.value).box,
                              referenceBoxes[segment->layer].at(segment->value).box, layer.geometry.size);
    const Volume part = Crop(layer, box);
    SampleBoundaryValues(
        surface, part, own.value,
        BoundaryDistancesMm(part, own.value, Crop(reference.layers[segment->layer], box), segment->value));
  };
  ParallelFor(0, std::ssize(surfaces), 1, context.ThreadCount(), [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t i = first; i < last; ++i)
    {
      context.ThrowIfCancelled();
      measure(static_cast<std::size_t>(i));
    }
  });
  std::vector<std::string> missing;
  for (std::size_t i = 0; i < surfaces.size(); ++i)
  {
    if (isMissing[i] != 0)
    {
      missing.push_back(surfaces[i].name);
    }
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
