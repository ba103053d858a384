// SPDX-License-Identifier: Apache-2.0
#ifndef voxFittedPicture_h
#define voxFittedPicture_h

#include <ATen/core/Tensor.h>

#include <array>

namespace vox
{

constexpr std::int64_t SmallestPanelPixels = 16;
constexpr std::int64_t LargestPanelPixels = 4096;

/** Throws Error(Usage) unless a panel may have this size. */
void RequirePanelPixels(std::int64_t panelPixels);

/** Height and width at which a panel shows a picture of this many rows and columns: its longest side is `panelPixels`
 * for large ones, and the largest whole multiple that fits for small ones. */
[[nodiscard]] std::array<std::int64_t, 2> FittedSize(std::int64_t rows, std::int64_t columns, double pixelAspect,
                                                     std::int64_t panelPixels);

/** A picture, [C, h, w], at this size as float; enlarged without smoothing, shrunk with antialiasing. */
[[nodiscard]] at::Tensor FittedPicture(const at::Tensor & picture, const std::array<std::int64_t, 2> & size);

} // namespace vox

#endif
