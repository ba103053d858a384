// SPDX-License-Identifier: Apache-2.0
// Apart from the drawing, so that a program can read options without LibTorch.
#include "voxSliceMosaic.h"

#include <array>
#include <cmath>

namespace vox
{

std::span<const EnumName<LabelStyle>>
EnumNames(LabelStyle)
{
  static constexpr std::array<EnumName<LabelStyle>, 3> names{
      {{LabelStyle::Both, "both"}, {LabelStyle::Fill, "fill"}, {LabelStyle::Outline, "outline"}}};
  return names;
}

void
Validate(const SliceMosaicOptions & options)
{
  if (options.widthPixels < 320 || options.widthPixels > 8192)
  {
    Fail(ErrorKind::Usage, "width_pixels: found {}, expected 320 to 8192", options.widthPixels);
  }
  if (options.slicesPerRow < 1)
  {
    Fail(ErrorKind::Usage, "slices_per_row: found {}, expected 1 or more", options.slicesPerRow);
  }
  if (options.channel < 0)
  {
    Fail(ErrorKind::Usage, "channel: found {}, expected 0 or more", options.channel);
  }
  if (!(options.lowerPercentile >= 0.0 && options.lowerPercentile < options.upperPercentile &&
        options.upperPercentile <= 100.0))
  {
    Fail(ErrorKind::Usage, "lower_percentile, upper_percentile: found {} and {}, expected 0 <= lower < upper <= 100",
         options.lowerPercentile, options.upperPercentile);
  }
  if (!(options.labelOpacity >= 0.0 && options.labelOpacity <= 1.0))
  {
    Fail(ErrorKind::Usage, "label_opacity: found {}, expected 0 to 1", options.labelOpacity);
  }
  const auto isRange = [](const IntensityWindow & range) {
    return std::isfinite(range[0]) && std::isfinite(range[1]) && range[0] < range[1];
  };
  if (options.window && !isRange(*options.window))
  {
    Fail(ErrorKind::Usage, "window: found {} to {}, expected two numbers, ascending", (*options.window)[0],
         (*options.window)[1]);
  }
  if (!isRange(options.heatRange))
  {
    Fail(ErrorKind::Usage, "heat_range: found {} to {}, expected two numbers, ascending", options.heatRange[0],
         options.heatRange[1]);
  }
  if (options.focusMarginMm && !(*options.focusMarginMm >= 0.0 && std::isfinite(*options.focusMarginMm)))
  {
    Fail(ErrorKind::Usage, "focus_margin_mm: found {}, expected millimeters, 0 or more", *options.focusMarginMm);
  }
}

} // namespace vox
