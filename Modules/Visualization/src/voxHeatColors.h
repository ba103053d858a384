// SPDX-License-Identifier: Apache-2.0
#ifndef voxHeatColors_h
#define voxHeatColors_h

#include "voxLabelColors.h"

#include <ATen/core/Tensor.h>

namespace vox
{

/** The color of a number from 0 (dark violet) to 1 (light yellow); lightness grows all the way, so that the order can
 * be told without hues too. Numbers beyond are cut off. */
[[nodiscard]] Rgb HeatColor(double value);

/** Moves a picture, float [3, h, w] with values 0 to 255, by `opacity` towards the colors of numbers [rows, columns],
 * which are interpolated; those that are not finite count as 0. */
void PaintHeat(at::Tensor & picture, const at::Tensor & heat, double opacity);

} // namespace vox

#endif
