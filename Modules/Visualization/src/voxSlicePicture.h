// SPDX-License-Identifier: Apache-2.0
#ifndef voxSlicePicture_h
#define voxSlicePicture_h

#include "voxLabelColors.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <vector>

namespace vox
{

/** The color of a label value. */
using LabelColors = std::function<Rgb(std::int64_t value)>;

/** One slice at the size of the picture, float [3, h, w] with values 0 to 255. `intensities` is float [1 or 3, rows,
 * columns] with values 0 (black) to 1 (white). */
[[nodiscard]] at::Tensor PictureOfSlice(const at::Tensor & intensities, std::int64_t height, std::int64_t width);

/** How far inside (positive) or outside (negative) of each label of a slice each pixel lies, in pixels near the edge.
 */
struct LabelEdges
{
  std::vector<std::int64_t> values;
  at::Tensor distances; ///< [values, h, w]
};

/** The edges of the labels of a slice (int32 [rows, columns]) at the size of the picture: labels meet without a gap. */
[[nodiscard]] LabelEdges EdgesOfLabels(const at::Tensor & labels, std::int64_t height, std::int64_t width);

/** Covers each label with its color. */
void PaintLabels(at::Tensor & picture, const LabelEdges & edges, const LabelColors & colors, double opacity);

constexpr double LineWhiteness = 0.25;

/** Draws a line along the inside of the edge of each label, in its color made lighter by `whiteness`, 0 to 1. */
void PaintOutlines(at::Tensor & picture, const LabelEdges & edges, const LabelColors & colors,
                   double whiteness = LineWhiteness);

} // namespace vox

#endif
