// SPDX-License-Identifier: Apache-2.0
#include "voxMosaicScene.h"

#include "voxDisplayGrid.h"
#include "voxHeatColors.h"
#include "voxLabelDifference.h"
#include "voxPercentileWindow.h"
#include "voxSlicePicture.h"
#include "voxStructureColors.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace vox
{
namespace
{

constexpr double ReferenceWhiteness = 0.75; ///< of its line beside that of the labels

Box
Grown(const Box & box, double marginMm, const ImageGeometry & geometry)
{
  Box result = box;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    const auto voxels = static_cast<std::int64_t>(std::ceil(marginMm / geometry.spacingMm[axis]));
    result.lower[axis] = std::max<std::int64_t>(0, box.lower[axis] - voxels);
    result.upper[axis] = std::min(geometry.size[axis], box.upper[axis] + voxels);
  }
  return result;
}

/** The channels to show. */
Volume
ShownChannels(const Volume & image, const SliceMosaicOptions & options)
{
  const std::int64_t channels = image.voxels.size(0);
  if (options.photograph && channels != 1 && channels != 3)
  {
    Fail(ErrorKind::Usage, "photograph: found an image of {} channels, expected one, or red, green and blue", channels);
  }
  if (!options.photograph && options.channel >= channels)
  {
    Fail(ErrorKind::Usage, "channel: found {}, expected 0 to {}", options.channel, channels - 1);
  }
  const at::Tensor voxels = image.voxels.to(at::kFloat);
  return {options.photograph ? voxels : voxels.narrow(0, options.channel, 1), image.geometry};
}

IntensityWindow
WindowOf(const Volume & image, const SliceMosaicOptions & options)
{
  if (options.window)
  {
    return *options.window;
  }
  if (options.photograph)
  {
    const double largest = image.voxels.max().item<double>();
    constexpr double ofBytes = 255.0;
    return {0.0, largest <= 1.0 ? 1.0 : std::max(largest, ofBytes)};
  }
  return PercentileWindow(image.voxels, options.lowerPercentile, options.upperPercentile);
}

/** Takes a map into the scene; one that only rounding keeps from the grid of the image gets that grid. */
Volume
TakeMap(MosaicScene & scene, const Volume & map, const char * name, at::ScalarType type)
{
  if (map.voxels.dim() != 4 || map.voxels.size(0) != 1)
  {
    Fail(ErrorKind::BadInput, "{}: found voxels of shape [{}], expected [1, D, H, W]", name,
         fmt::join(map.voxels.sizes(), ", "));
  }
  constexpr double Tolerance = 1e-3; // voxels
  const bool isSame = CornerDistanceVoxels(scene.image.geometry, map.geometry) <= Tolerance;
  if (!isSame)
  {
    scene.notes.push_back(fmt::format("{}: on another grid ({}), shown by {}", name, Describe(map.geometry),
                                      type == at::kInt ? "the nearest voxel" : "interpolation"));
  }
  return {map.voxels.to(type), isSame ? scene.image.geometry : map.geometry};
}

Volume
TakeLabels(MosaicScene & scene, const Volume & map, const char * name)
{
  Volume labels = TakeMap(scene, map, name, at::kInt);
  const auto profiles = LabelProfiles(labels, scene.geometry);
  if (profiles.empty() && at::any(labels.voxels).item<bool>())
  {
    Fail(ErrorKind::BadInput,
         "{}: found no labeled voxel inside of the image ({}), expected maps of one patient in one "
         "position; compare both with `voxtome inspect`",
         name, Describe(scene.image.geometry));
  }
  for (const auto & [value, profile] : profiles)
  {
    LabelProfile & sum = scene.profiles[value];
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      sum[axis].resize(profile[axis].size(), 0);
      std::ranges::transform(sum[axis], profile[axis], sum[axis].begin(), std::plus<>());
    }
  }
  return labels;
}

/** Shows only the labeled part. */
void
Focus(MosaicScene & scene, double marginMm)
{
  const Box labeled = LabeledBox(scene.profiles);
  if (labeled.Empty())
  {
    return;
  }
  const Box focus = Grown(labeled, marginMm, scene.geometry);
  scene.geometry = Cropped(scene.geometry, focus);
  for (auto & [value, profile] : scene.profiles)
  {
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      auto & counts = profile[axis];
      counts = {counts.begin() + focus.lower[axis], counts.begin() + focus.upper[axis]};
    }
  }
}

/** Numbers as parts of their range. */
Volume
InRange(Volume numbers, const IntensityWindow & range)
{
  numbers.voxels = at::nan_to_num((numbers.voxels - range[0]) / (range[1] - range[0]), 0.0, 1.0, 0.0);
  return numbers;
}

} // namespace

Rgb
MosaicScene::ColorOf(std::int64_t value) const
{
  const auto given = options->colors.find(value);
  return given != options->colors.end() ? given->second : StructureColor(options->structures, value);
}

std::vector<LegendEntry>
MosaicScene::Legend() const
{
  if (options->difference)
  {
    return DifferenceLegend();
  }
  std::vector<LegendEntry> legend;
  for (std::size_t i = 0; i < options->structures.size(); ++i)
  {
    const auto shown = std::ranges::find_if(
        profiles, [&](const auto & entry) { return StructurePosition(options->structures, entry.first) == i; });
    if (shown != profiles.end())
    {
      legend.push_back({options->structures[i].name, ColorOf(shown->first)});
    }
  }
  for (const auto & [value, profile] : profiles)
  {
    if (StructurePosition(options->structures, value) == options->structures.size())
    {
      legend.push_back({fmt::format("label {}", value), ColorOf(value)});
    }
  }
  return legend;
}

std::vector<std::int64_t>
MosaicScene::Slices(const SliceView & view, std::int64_t count) const
{
  return profiles.empty() ? EvenIndices(0, geometry.size[view.normalAxis], count)
                          : LabeledSlices(profiles, view.normalAxis, count);
}

MosaicScene
MakeScene(const Volume & image, const Volume * labels, const Volume * reference, const Volume * heat,
          const SliceMosaicOptions & options)
{
  if (options.difference && (labels == nullptr || reference == nullptr))
  {
    Fail(ErrorKind::Usage, "difference: found {}, expected labels and a reference",
         labels != nullptr      ? "labels alone"
         : reference != nullptr ? "a reference alone"
                                : "neither labels nor a reference");
  }
  MosaicScene scene;
  scene.options = &options;
  scene.image = ShownChannels(image, options);
  scene.window = WindowOf(scene.image, options);
  scene.geometry = DisplayGeometry(image.geometry, options.alongVoxels);
  if (const double angle = ObliqueAngle(image.geometry); ObliqueAngle(scene.geometry) < angle)
  {
    scene.notes.push_back(
        fmt::format("axes of the file {:.1f} degrees from the patient's; cut along the patient's", angle));
  }
  if (labels != nullptr)
  {
    scene.labels = TakeLabels(scene, *labels, "labels");
  }
  if (reference != nullptr)
  {
    scene.reference = TakeLabels(scene, *reference, "reference");
  }
  if (heat != nullptr)
  {
    scene.heat = InRange(TakeMap(scene, *heat, "heat", at::kFloat), options.heatRange);
  }
  if (options.focusMarginMm)
  {
    Focus(scene, *options.focusMarginMm);
  }
  return scene;
}

std::string
MapName(const MosaicScene & scene)
{
  if (scene.heat)
  {
    return scene.options->heatName.empty() ? "heat" : scene.options->heatName;
  }
  return scene.options->difference ? "difference" : scene.labels ? "segmentation" : scene.reference ? "reference" : "";
}

at::Tensor
PlainPictureOf(const MosaicScene & scene, const SliceView & view, std::int64_t index, std::int64_t height,
               std::int64_t width)
{
  const auto [black, white] = scene.window;
  const at::Tensor slice = SampledSlice(scene.image, scene.geometry, view, index, SliceSampling::Linear, black);
  const at::Tensor intensities = (slice - black) / (white - black);
  return PictureOfSlice(at::nan_to_num(intensities, 0.0, 1.0, 0.0), height, width);
}

at::Tensor
PictureOf(const MosaicScene & scene, const SliceView & view, std::int64_t index, std::int64_t height,
          std::int64_t width)
{
  const SliceMosaicOptions & options = *scene.options;
  const auto sampled = [&](const Volume & volume, SliceSampling sampling) {
    return SampledSlice(volume, scene.geometry, view, index, sampling, 0.0);
  };
  const auto slice = [&](const Volume & labels) { return sampled(labels, SliceSampling::Nearest)[0]; };
  const auto edges = [&](const at::Tensor & labels) { return EdgesOfLabels(labels, height, width); };
  at::Tensor picture = PlainPictureOf(scene, view, index, height, width);
  if (scene.heat)
  {
    PaintHeat(picture, sampled(*scene.heat, SliceSampling::Linear)[0], options.labelOpacity);
  }
  if (options.difference)
  {
    PaintLabels(picture, edges(LabelDifference(slice(*scene.labels), slice(*scene.reference))), &DifferenceColor,
                options.labelOpacity);
    return picture;
  }
  const auto color = [&scene](std::int64_t value) { return scene.ColorOf(value); };
  const bool isFilled = options.labelStyle != LabelStyle::Outline;
  if (scene.labels)
  {
    const LabelEdges found = edges(slice(*scene.labels));
    if (isFilled)
    {
      PaintLabels(picture, found, color, options.labelOpacity);
    }
    // Beside a reference the fill needs no line of its own.
    if (options.labelStyle != LabelStyle::Fill && !(scene.reference && isFilled))
    {
      PaintOutlines(picture, found, color);
    }
  }
  if (scene.reference)
  {
    PaintOutlines(picture, edges(slice(*scene.reference)), color, isFilled ? LineWhiteness : ReferenceWhiteness);
  }
  return picture;
}

} // namespace vox
