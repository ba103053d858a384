// SPDX-License-Identifier: Apache-2.0
#ifndef voxPicture_h
#define voxPicture_h

#include "voxPreprocessOptions.h"

#include <ATen/core/Tensor.h>

namespace vox
{

/** The pixels that a picture [C, 1, H, W] is resized to. */
[[nodiscard]] Zyx<std::int64_t> PictureTarget(const Zyx<std::int64_t> & size, const PictureOptions & options);

/** float32 [C, 1, H, W] of whole values from 0 to 255, resized, and made grey where the options say so: [1, 1, H', W'].
 * Throws Error(BadInput) for more than one slice, other values, and for grey of neither 1 nor 3 channels. */
[[nodiscard]] at::Tensor ResizedPicture(const at::Tensor & image, const PictureOptions & options);

/** Labels int16 [1, H, W] of the picture. Throws Error(BadInput) for labels to be mixed that are outside of 0 to 255,
 * or that `mixedAs` has no number for. */
[[nodiscard]] at::Tensor ResizedLabels(const at::Tensor & labels, const PictureOptions & options);

} // namespace vox

#endif
