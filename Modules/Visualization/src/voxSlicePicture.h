// SPDX-License-Identifier: Apache-2.0
#ifndef voxSlicePicture_h
#define voxSlicePicture_h

#include "voxLabelColors.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>

namespace vox
{

/** The color of a label value. */
using LabelColors = std::function<Rgb(std::int64_t value)>;

/** One slice at the size of the picture, float [3, h, w] with values 0 to 255. `intensities` is float [1 or 3, rows,
 * columns] with values 0 (black) to 1 (white). */
[[nodiscard]] at::Tensor PictureOfSlice(const at::Tensor & intensities, std::int64_t height, std::int64_t width);

/** Covers each label (int32 [rows, columns]) with its color, and draws a line at its edge. */
void PaintLabels(at::Tensor & picture, const at::Tensor & labels, const LabelColors & colors, double opacity);

/** Draws a bright line along the edge of each label. */
void PaintOutlines(at::Tensor & picture, const at::Tensor & labels, const LabelColors & colors);

} // namespace vox

#endif
