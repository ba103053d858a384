// SPDX-License-Identifier: Apache-2.0
#ifndef voxCielab_h
#define voxCielab_h

#include "voxLabelColors.h"

#include <array>
#include <cstdint>

namespace vox
{

/** L*, a*, b* as DICOM writes them (PS3.3 C.10.7.1.1): L* 0 to 100 and a*, b* -128 to 127, each over 0 to 65535. */
using Cielab = std::array<std::uint16_t, 3>;

/** The color of sRGB (IEC 61966-2-1) as CIELab with the white of the ICC profile connection space, D50; adapted from
 * D65 after Bradford. Every sRGB color comes back exactly. */
[[nodiscard]] Cielab CielabFromRgb(const Rgb & color);

/** The nearest sRGB color; what lies outside of sRGB is clipped. */
[[nodiscard]] Rgb RgbFromCielab(const Cielab & color);

} // namespace vox

#endif
