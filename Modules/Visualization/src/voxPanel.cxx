// SPDX-License-Identifier: Apache-2.0
#include "voxPanel.h"

#include "voxError.h"
#include "voxFittedPicture.h"
#include "voxHeatColors.h"
#include "voxSlicePicture.h"
#include "voxStructureColors.h"

#include <ATen/ATen.h>
#include <fmt/ranges.h>

#include <cmath>

namespace vox
{
namespace
{

void
RequireOneSlice(const Volume & volume, const char * name)
{
  const at::Tensor & voxels = volume.voxels;
  if (voxels.dim() != 4 || voxels.size(1) != 1 || voxels.numel() == 0)
  {
    Fail(ErrorKind::BadInput, "{}: found voxels of shape [{}], expected one slice [C, 1, H, W]; crop a volume to one",
         name, fmt::join(voxels.sizes(), ", "));
  }
}

void
RequireLabels(const Volume & labels)
{
  RequireOneSlice(labels, "labels");
  if (labels.voxels.size(0) != 1 || labels.voxels.is_floating_point())
  {
    Fail(ErrorKind::BadInput, "labels: found {} channels of {}, expected one of integers", labels.voxels.size(0),
         toString(labels.voxels.scalar_type()));
  }
}

double
PixelAspect(const ImageGeometry & geometry)
{
  return geometry.spacingMm.y / geometry.spacingMm.x;
}

/** The values shown as black and white. */
std::array<double, 2>
WindowOf(const at::Tensor & voxels, const std::optional<std::array<double, 2>> & window)
{
  if (window)
  {
    const auto [black, white] = *window;
    if (!(black < white && std::isfinite(black) && std::isfinite(white)))
    {
      Fail(ErrorKind::Usage, "window: found {} to {}, expected two finite values, the lower first", black, white);
    }
    return *window;
  }
  if (voxels.size(0) == 3)
  {
    return {0.0, 255.0};
  }
  const at::Tensor finite = voxels.masked_select(voxels.isfinite());
  if (finite.numel() == 0)
  {
    return {0.0, 1.0};
  }
  const auto [black, white] = std::array{finite.min().item<double>(), finite.max().item<double>()};
  return {black, white > black ? white : black + 1.0};
}

/** Float [3, H, W], 0 to 255. */
at::Tensor
Colored(const Volume & image, const std::optional<std::array<double, 2>> & window)
{
  RequireOneSlice(image, "image");
  const std::int64_t channels = image.voxels.size(0);
  if (channels != 1 && channels != 3)
  {
    Fail(ErrorKind::BadInput, "image: found {} channels, expected 1 (grey) or 3 (red, green, blue)", channels);
  }
  const at::Tensor voxels = image.voxels.to(at::kDouble);
  const auto [black, white] = WindowOf(voxels, window);
  const at::Tensor scaled = at::nan_to_num((voxels - black) * (255.0 / (white - black)), 0.0, 0.0, 0.0);
  return scaled.clamp(0.0, 255.0).to(at::kFloat).select(1, 0).expand({3, -1, -1});
}

void
RequireOpacity(double opacity)
{
  if (!(opacity >= 0.0 && opacity <= 1.0))
  {
    Fail(ErrorKind::Usage, "opacity: found {}, expected 0 to 1", opacity);
  }
}

at::Tensor
ToBytes(const at::Tensor & picture)
{
  return picture.round().clamp(0, 255).to(at::kByte).unsqueeze(1).contiguous();
}

} // namespace

Panel
PicturePanel(const Volume & image, std::string title, const std::optional<std::array<double, 2>> & window)
{
  return {ToBytes(Colored(image, window)), std::move(title), PixelAspect(image.geometry)};
}

Panel
LabelPanel(const Volume & labels, std::span<const LabelEntry> structures, std::string title)
{
  RequireLabels(labels);
  const at::Tensor map = labels.voxels.select(1, 0);
  at::Tensor picture = at::zeros({3, map.size(1), map.size(2)}, at::kByte);
  const at::Tensor present = std::get<0>(at::_unique(map)).to(at::kLong);
  for (std::int64_t i = 0; i < present.numel(); ++i)
  {
    const std::int64_t value = present[i].item<std::int64_t>();
    if (value == 0)
    {
      continue;
    }
    const Rgb color = StructureColor(structures, value);
    for (std::int64_t channel = 0; channel < 3; ++channel)
    {
      picture[channel].masked_fill_(map[0].eq(value), int{color[static_cast<std::size_t>(channel)]});
    }
  }
  return {picture.unsqueeze(1), std::move(title), PixelAspect(labels.geometry)};
}

Panel
OverlayPanel(const Volume & image, const Volume & labels, std::span<const LabelEntry> structures, std::string title,
             const OverlayOptions & options)
{
  RequireOpacity(options.opacity);
  RequirePanelPixels(options.panelPixels);
  RequireLabels(labels);
  const at::Tensor colored = Colored(image, options.window);
  RequireSameGeometry(image.geometry, "image", labels.geometry, "labels");

  const auto size = FittedSize(colored.size(1), colored.size(2), PixelAspect(image.geometry), options.panelPixels);
  at::Tensor picture = FittedPicture(colored, size);
  const at::Tensor map = labels.voxels[0][0];
  const auto color = [structures](std::int64_t value) { return StructureColor(structures, value); };
  const LabelEdges edges = EdgesOfLabels(map, picture.size(1), picture.size(2));
  PaintLabels(picture, edges, color, options.opacity);
  PaintOutlines(picture, edges, color);
  return {ToBytes(picture), std::move(title)};
}

Panel
HeatPanel(const Volume & image, const Volume & heat, std::string title, const OverlayOptions & options)
{
  RequireOpacity(options.opacity);
  const at::Tensor colored = Colored(image, options.window);
  RequireOneSlice(heat, "heat");
  RequireSameGeometry(image.geometry, "image", heat.geometry, "heat");
  if (heat.voxels.size(0) != 1)
  {
    Fail(ErrorKind::BadInput, "heat: found {} channels, expected 1", heat.voxels.size(0));
  }
  at::Tensor picture = colored.mean(0, true).expand_as(colored).clone();
  PaintHeat(picture, heat.voxels[0][0], options.opacity);
  return {ToBytes(picture), std::move(title), PixelAspect(image.geometry)};
}

} // namespace vox
