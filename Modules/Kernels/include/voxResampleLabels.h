// SPDX-License-Identifier: Apache-2.0
#ifndef voxResampleLabels_h
#define voxResampleLabels_h

#include "voxZyx.h"

#include <cstdint>

namespace vox::kernels
{

/** Resizes a label map [D, H, W] in C order: the label whose 0/1 mask, resized with these orders, is largest wins.
 * `order` is 0 or 1 for each axis; an axis of order 0 takes the nearest slice and has no vote (nnU-Net's coarse axis).
 * Labels whose masks tie exactly (in double, summed in SciPy's order): the label of the nearest voxel if it is one of
 * them, else the smallest. Every label is its own class, negative ones too. A voxel sees eight labels at the most, so
 * that the cost does not depend on how many there are, and no mask is ever made. The result does not depend on
 * `threads`. Source: resize_segmentation of batchgenerators 0.25.5, as nnU-Net 2.8.1 calls it. Throws Error(Internal)
 * for another order or a size below 1. `output` must not overlap. */
void ResizeLabels(const std::int16_t * input, const Zyx<std::int64_t> & inputSize, std::int16_t * output,
                  const Zyx<std::int64_t> & outputSize, const Zyx<int> & order, int threads);

} // namespace vox::kernels

#endif
