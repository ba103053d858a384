// SPDX-License-Identifier: Apache-2.0
#ifndef voxLabelColors_h
#define voxLabelColors_h

#include <array>
#include <cstddef>
#include <cstdint>

namespace vox
{

/** Red, green, blue, 0 to 255. */
using Rgb = std::array<std::uint8_t, 3>;

/** The color of the structure at this position in a list, the same in every picture: twelve chosen colors that differ
 * in hue and lightness, the first ones also for color-blind eyes, then hues a golden angle apart. */
[[nodiscard]] Rgb LabelColor(std::size_t position);

/** `a` moved towards `b`: 0 is `a`, 1 is `b`. */
[[nodiscard]] Rgb Mixed(const Rgb & a, const Rgb & b, double part);

} // namespace vox

#endif
