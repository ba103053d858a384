// SPDX-License-Identifier: Apache-2.0
#ifndef voxNormalize_h
#define voxNormalize_h

#include "voxPreprocessOptions.h"

#include <ATen/core/Tensor.h>

namespace vox
{

/** Normalizes one channel [D, H, W], float32 and contiguous, in place; x is a voxel, e = 1e-8. Sums are taken in
 * double.
 *
 *     ZScore       (x - mean) / max(std, e), population standard deviation; with a mask only the voxels inside it are
 *                  counted and changed, the others keep their value
 *     Ct           (min(max(x, p0.5), p99.5) - mean) / max(std, e) with the statistics of the training set
 *     None         x
 *     RescaleTo01  (x - min) / max(max - min, e)
 *     RgbTo01      x / 255
 *     Photograph   (x / 255 - mean) / std in single precision, with the statistics given, as torchvision's ToTensor and
 *                  Normalize
 *
 * `mask` is bool [D, H, W] or undefined; only ZScore heeds it. Source: nnU-Net 2.8.1, default_normalization_schemes.
 * Throws Error(BadInput) for RgbTo01 and Photograph with a value outside of [0, 255]. */
void Normalize(const at::Tensor & channel, Normalization scheme, const IntensityStatistics & statistics,
               const at::Tensor & mask);

} // namespace vox

#endif
