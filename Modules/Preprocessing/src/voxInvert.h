// SPDX-License-Identifier: Apache-2.0
#ifndef voxInvert_h
#define voxInvert_h

#include "voxPreprocess.h"

#include <cstddef>
#include <optional>

namespace vox
{

/** The part of [C, D, H, W] on the reordered grid that the crop covers, as a view. */
[[nodiscard]] at::Tensor CropView(const at::Tensor & reordered, const PreprocessRecord & record);

/** The axis along which logits are resampled apart from the others, if any. */
[[nodiscard]] std::optional<std::size_t> SeparateAxisOf(const PreprocessRecord & record);

/** The last step of every inverse: from the reordered grid to the original one, whose geometry is copied. */
[[nodiscard]] Volume ToOriginalGrid(const at::Tensor & reordered, const PreprocessRecord & record);

} // namespace vox

#endif
