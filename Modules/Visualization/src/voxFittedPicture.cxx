// SPDX-License-Identifier: Apache-2.0
#include "voxFittedPicture.h"

#include "voxError.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace vox
{

void
RequirePanelPixels(std::int64_t panelPixels)
{
  if (panelPixels < SmallestPanelPixels || panelPixels > LargestPanelPixels)
  {
    Fail(ErrorKind::Usage, "panel_pixels: found {}, expected {} to {}", panelPixels, SmallestPanelPixels,
         LargestPanelPixels);
  }
}

std::array<std::int64_t, 2>
FittedSize(std::int64_t rows, std::int64_t columns, double pixelAspect, std::int64_t panelPixels)
{
  // Measured in the shorter side of a pixel, which whole factors enlarge.
  const double height = static_cast<double>(rows) * std::max(1.0, pixelAspect);
  const double width = static_cast<double>(columns) * std::max(1.0, 1.0 / pixelAspect);
  const double fitting = static_cast<double>(panelPixels) / std::max(height, width);
  const double factor = fitting >= 1.0 ? std::floor(fitting) : fitting;
  const auto pixels = [&](double side) { return std::max<std::int64_t>(1, std::lround(side * factor)); };
  return {pixels(height), pixels(width)};
}

at::Tensor
FittedPicture(const at::Tensor & picture, const std::array<std::int64_t, 2> & size)
{
  const at::Tensor source = picture.to(at::kFloat).unsqueeze(0).contiguous();
  if (size[0] >= picture.size(1) && size[1] >= picture.size(2))
  {
    return at::upsample_nearest2d(source, {size[0], size[1]}).squeeze(0);
  }
  return at::_upsample_bilinear2d_aa(source, {size[0], size[1]}, false).squeeze(0);
}

} // namespace vox
