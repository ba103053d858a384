// SPDX-License-Identifier: Apache-2.0
#include "voxError.h"
#include "voxImageFormat.h"
#include "voxLabelFile.h"
#include "voxLabelTable.h"
#include "voxNiftiLabelExtension.h"
#include "voxSegmentationFile.h"
#include "voxTensorMemory.h"

#include <algorithm>

namespace vox
{
namespace
{

/** Only Slicer's own files hold overlapping segments. */
bool
IsSlicerFile(const std::filesystem::path & path)
{
  std::string ending = ImageEnding(path);
  std::ranges::transform(ending, ending.begin(), [](unsigned char c) { return std::tolower(c); });
  return ending == ".seg.nrrd";
}

std::string
NameOf(const Segmentation & segmentation, std::size_t layer, std::int32_t value)
{
  const auto found = std::ranges::find_if(
      segmentation.segments, [&](const Segment & segment) { return segment.layer == layer && segment.value == value; });
  return found == segmentation.segments.end() ? std::to_string(value) : found->name;
}

/** Names the first two segments that share a voxel. */
[[noreturn]] void
FailLayers(const std::filesystem::path & path, const Segmentation & segmentation)
{
  std::string overlap = "none of them overlap";
  const std::int64_t voxels = segmentation.layers.front().voxels.numel();
  std::vector<at::Tensor> layers;
  std::ranges::transform(segmentation.layers, std::back_inserter(layers),
                         [](const Volume & layer) { return Int32Labels(layer.voxels); });
  std::vector<std::size_t> owner(static_cast<std::size_t>(voxels), layers.size());
  for (std::size_t layer = 0; layer < layers.size(); ++layer)
  {
    const std::int32_t * values = ValuesOf<std::int32_t>(layers[layer]);
    for (std::int64_t i = 0; i < voxels; ++i)
    {
      std::size_t & before = owner[static_cast<std::size_t>(i)];
      if (values[i] != 0 && before < layers.size())
      {
        Fail(ErrorKind::BadInput,
             "{}: the segments '{}' and '{}' overlap, which only .seg.nrrd holds; choose that ending", path.string(),
             NameOf(segmentation, before, ValuesOf<std::int32_t>(layers[before])[i]),
             NameOf(segmentation, layer, values[i]));
      }
      before = values[i] != 0 ? layer : before;
    }
  }
  Fail(ErrorKind::BadInput, "{}: found {} layers of segments, which only .seg.nrrd holds; choose that ending",
       path.string(), layers.size());
}

/** [1, D, H, W] of each layer as [C, D, H, W]. */
Volume
Stacked(const Segmentation & segmentation)
{
  const Volume & first = segmentation.layers.front();
  if (segmentation.layers.size() == 1)
  {
    return first;
  }
  const auto & size = first.geometry.size;
  const at::Tensor all = NewTensor(
      std::array<std::int64_t, 4>{static_cast<std::int64_t>(segmentation.layers.size()), size.z, size.y, size.x},
      at::kInt);
  auto * to = MutableValuesOf<std::int32_t>(all);
  for (const Volume & layer : segmentation.layers)
  {
    const at::Tensor labels = Int32Labels(layer.voxels);
    to = std::copy_n(ValuesOf<std::int32_t>(labels), labels.numel(), to);
  }
  return MakeVolume(all, first.geometry);
}

/** A table that names values by their numbers says nothing. */
bool
SaysNothing(const std::vector<Segment> & segments)
{
  return std::ranges::all_of(segments, [](const Segment & segment) {
    return segment.name == std::to_string(segment.value) && !segment.color && !segment.codes;
  });
}

/** The same with a color and, where they are known, codes for each segment. */
Segmentation
Completed(Segmentation segmentation)
{
  for (std::size_t i = 0; i < segmentation.segments.size(); ++i)
  {
    Segment & segment = segmentation.segments[i];
    segment.color = segment.color.value_or(LabelColor(i));
    segment.codes = segment.codes ? segment.codes : CodesOfStructure(segment.name);
  }
  return segmentation;
}

} // namespace

void
WriteSegmentation(const std::filesystem::path & path, const Segmentation & segmentation)
{
  const ImageFormat format = RequireFormat(path);
  RequireConsistent(segmentation, path.string());
  if (segmentation.layers.size() > 1 && !IsSlicerFile(path))
  {
    FailLayers(path, segmentation);
  }
  for (const Segment & segment : segmentation.segments)
  {
    if (std::ranges::any_of(segment.name, [](unsigned char c) { return std::iscntrl(c) != 0; }))
    {
      Fail(ErrorKind::BadInput, "{}: the name of label {} holds a line break or control character; rename it",
           path.string(), segment.value);
    }
  }
  LabelNotes notes;
  if (IsSlicerFile(path) || !SaysNothing(segmentation.segments))
  {
    const Segmentation full = Completed(segmentation);
    if (format == ImageFormat::Nifti)
    {
      notes.niftiExtension = NiftiLabelExtension(full.segments);
    }
    else if (!IsPicture(format))
    {
      notes.keys = SegmentKeys(full);
    }
  }
  WriteLabels(path, Stacked(segmentation), notes);
}

} // namespace vox
