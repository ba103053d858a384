// SPDX-License-Identifier: Apache-2.0
#ifndef voxResampleTensor_h
#define voxResampleTensor_h

#include "voxPreprocessOptions.h"
#include "voxZyx.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>

namespace vox
{

/** Size of a grid after a change of spacing: old / new * size per axis, rounded half to even, at least 1. */
[[nodiscard]] Zyx<std::int64_t> ResampledSize(const Zyx<std::int64_t> & size, const Zyx<double> & spacingMm,
                                              const Zyx<double> & newSpacingMm);

/** Resamples an image [C, D, H, W], float32, to another size; grids align at voxel edges. Without a separate axis every
 * channel is resized in 3D with options.order. With one, every slice across that axis is resized in its plane with
 * options.order (cubic interpolation is clipped to the range of the slice), then the stack is sampled along the axis
 * with options.orderZ. The same tensor when the size does not change. An image that is moved in is let go of as early
 * as can be. Source: nnU-Net 2.8.1, resample_data_or_seg. */
[[nodiscard]] at::Tensor ResampleImage(at::Tensor image, const Zyx<std::int64_t> & size,
                                       std::optional<std::size_t> separateAxis, const ResampleOptions & options,
                                       int threads);

/** Most bytes that ResampleImage holds, input and output included, for an image that is moved in. */
[[nodiscard]] std::int64_t ResampleBytes(std::int64_t channels, const Zyx<std::int64_t> & from,
                                         const Zyx<std::int64_t> & to, std::optional<std::size_t> separateAxis,
                                         const ResampleOptions & options);

/** Resamples a label map [D, H, W], int16, to another size by the argmax rule of kernels::ResizeLabels (options.order
 * 1) or by nearest neighbor (0); along a separate axis the nearest slice is taken. */
[[nodiscard]] at::Tensor ResampleLabels(const at::Tensor & labels, const Zyx<std::int64_t> & size,
                                        std::optional<std::size_t> separateAxis, const ResampleOptions & options,
                                        int threads);

} // namespace vox

#endif
