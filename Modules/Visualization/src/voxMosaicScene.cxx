// SPDX-License-Identifier: Apache-2.0
#include "voxMosaicScene.h"

#include "voxHeatColors.h"
#include "voxOrientation.h"
#include "voxSlicePicture.h"
#include "voxStructureColors.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace vox
{
namespace
{

/** The smallest box around the voxels that are not zero; empty if there are none. */
Box
LabeledBox(const at::Tensor & labels)
{
  Box box;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    std::vector<std::int64_t> others{0, 1, 2, 3};
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(axis) + 1);
    const at::Tensor positions = labels.ne(0).sum(others).nonzero();
    if (positions.numel() == 0)
    {
      return {};
    }
    box.lower[axis] = positions.min().item<std::int64_t>();
    box.upper[axis] = positions.max().item<std::int64_t>() + 1;
  }
  return box;
}

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

/** Two percentiles of the finite values, from every n-th of them where there are many. */
std::pair<double, double>
Window(const at::Tensor & voxels, double lowerPercentile, double upperPercentile)
{
  constexpr std::int64_t Enough = 1'000'000;
  const at::Tensor flat = voxels.reshape({-1});
  at::Tensor sample = flat.slice(0, 0, flat.numel(), flat.numel() / Enough + 1);
  sample = sample.masked_select(sample.isfinite());
  if (sample.numel() == 0)
  {
    return {0.0, 1.0};
  }
  const at::Tensor sorted = std::get<0>(sample.sort());
  const auto at = [&](double percentile) {
    const auto rank = std::lround(percentile / 100.0 * static_cast<double>(sorted.numel() - 1));
    return sorted[rank].item<double>();
  };
  const double lower = at(lowerPercentile);
  const double upper = at(upperPercentile);
  return {lower, upper > lower ? upper : lower + 1.0};
}

/** The channels to show, scaled so that the window becomes 0 to 1. */
at::Tensor
Intensities(const at::Tensor & voxels, const SliceMosaicOptions & options)
{
  if (options.photograph)
  {
    if (voxels.size(0) != 3)
    {
      Fail(ErrorKind::Usage, "photograph: found an image of {} channels, expected red, green and blue", voxels.size(0));
    }
    return voxels / (voxels.max().item<double>() > 1.0 ? 255.0 : 1.0);
  }
  if (options.channel >= voxels.size(0))
  {
    Fail(ErrorKind::Usage, "channel: found {}, expected 0 to {}", options.channel, voxels.size(0) - 1);
  }
  const at::Tensor channel = voxels.narrow(0, options.channel, 1);
  const auto [lower, upper] = Window(channel, options.lowerPercentile, options.upperPercentile);
  return at::nan_to_num((channel - lower) / (upper - lower), 0.0, 1.0, 0.0);
}

Volume
RequireOneChannel(const Volume & map, const char * name, const ImageGeometry & imageGeometry)
{
  RequireSameGeometry(imageGeometry, "image", map.geometry, name);
  if (map.voxels.dim() != 4 || map.voxels.size(0) != 1)
  {
    Fail(ErrorKind::BadInput, "{}: found voxels of shape [{}], expected [1, D, H, W]", name,
         fmt::join(map.voxels.sizes(), ", "));
  }
  // Geometries that agree within the tolerance may still round to different orders: the image's counts.
  return {map.voxels, imageGeometry};
}

Volume
RequireLabelMap(const Volume & labels, const char * name, const ImageGeometry & imageGeometry)
{
  Volume map = RequireOneChannel(labels, name, imageGeometry);
  map.voxels = map.voxels.to(at::kInt);
  return map;
}

} // namespace

Rgb
MosaicScene::ColorOf(std::int64_t value) const
{
  return StructureColor(structures, value);
}

std::vector<LegendEntry>
MosaicScene::Legend() const
{
  std::set<std::int64_t> values;
  for (const at::Tensor & map : {labels, reference})
  {
    if (map.defined())
    {
      const at::Tensor present = std::get<0>(at::_unique(map)).to(at::kLong).contiguous();
      values.insert(present.const_data_ptr<std::int64_t>(), present.const_data_ptr<std::int64_t>() + present.numel());
    }
  }
  values.erase(0);
  std::vector<LegendEntry> legend;
  for (std::size_t i = 0; i < structures.size(); ++i)
  {
    const auto isShown = [&](std::int64_t value) { return StructurePosition(structures, value) == i; };
    if (std::any_of(values.begin(), values.end(), isShown))
    {
      legend.push_back({structures[i].name, LabelColor(i)});
    }
  }
  for (const std::int64_t value : values)
  {
    if (StructurePosition(structures, value) == structures.size())
    {
      legend.push_back({fmt::format("label {}", value), ColorOf(value)});
    }
  }
  return legend;
}

MosaicScene
MakeScene(const Volume & image, const Volume * labels, const Volume * reference, const SliceMosaicOptions & options)
{
  const AxisOrder toRas = OrderToRas(image.geometry);
  Volume shown = Reordered(image, toRas);
  MosaicScene scene;
  scene.structures = options.structures;
  std::array<std::optional<Volume>, 2> maps;
  if (labels != nullptr)
  {
    maps[0] = Reordered(RequireLabelMap(*labels, "labels", image.geometry), toRas);
  }
  if (reference != nullptr)
  {
    maps[1] = Reordered(RequireLabelMap(*reference, "reference", image.geometry), toRas);
  }
  at::Tensor anyLabel = at::zeros({1, shown.geometry.size.z, shown.geometry.size.y, shown.geometry.size.x}, at::kBool);
  for (const auto & map : maps)
  {
    if (map)
    {
      anyLabel = anyLabel.logical_or(map->voxels.ne(0));
    }
  }
  scene.labeled = LabeledBox(anyLabel);
  // The window is that of the whole image, whatever part is shown.
  shown.voxels = Intensities(shown.voxels.to(at::kFloat), options);
  if (options.focusMarginMm && !scene.labeled.Empty())
  {
    const Box focus = Grown(scene.labeled, *options.focusMarginMm, shown.geometry);
    shown = Crop(shown, focus);
    for (auto & map : maps)
    {
      map = map ? std::optional(Crop(*map, focus)) : std::nullopt;
    }
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      scene.labeled.lower[axis] -= focus.lower[axis];
      scene.labeled.upper[axis] -= focus.lower[axis];
    }
  }
  if (scene.labeled.Empty())
  {
    scene.labeled = WholeBox(shown.geometry.size);
  }
  scene.geometry = shown.geometry;
  scene.intensities = shown.voxels;
  scene.labels = maps[0] ? maps[0]->voxels : at::Tensor();
  scene.reference = maps[1] ? maps[1]->voxels : at::Tensor();
  return scene;
}

void
AddHeat(MosaicScene & scene, const Volume & image, const Volume & heat)
{
  scene.heat = Reordered(RequireOneChannel(heat, "heat", image.geometry), OrderToRas(image.geometry)).voxels;
}

at::Tensor
PictureOf(const MosaicScene & scene, const SliceView & view, std::int64_t index, std::int64_t height,
          std::int64_t width, double labelOpacity)
{
  const auto color = [&scene](std::int64_t value) { return scene.ColorOf(value); };
  at::Tensor picture = PictureOfSlice(SliceOf(scene.intensities, view, index), height, width);
  if (scene.heat.defined())
  {
    PaintHeat(picture, SliceOf(scene.heat, view, index)[0], labelOpacity);
  }
  if (scene.labels.defined())
  {
    PaintLabels(picture, SliceOf(scene.labels, view, index)[0], color, labelOpacity);
  }
  const at::Tensor & outlined = scene.reference.defined() ? scene.reference : scene.labels;
  if (outlined.defined())
  {
    PaintOutlines(picture, SliceOf(outlined, view, index)[0], color);
  }
  return picture;
}

} // namespace vox
