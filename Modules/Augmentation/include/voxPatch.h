// SPDX-License-Identifier: Apache-2.0
#ifndef voxPatch_h
#define voxPatch_h

#include "voxBox.h"

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace vox
{

/** A patch in training. No geometry, on purpose. What is done to the labels is done to `previousStage`. */
struct Patch
{
  at::Tensor image;           ///< float32 [C, D, H, W]
  at::Tensor labels;          ///< int16 [D, H, W]
  at::Tensor previousStage{}; ///< int16 [D, H, W], labels of the stage before in a cascade; undefined otherwise
};

/** Label of voxels outside the non-zero mask of a case and outside its image. */
inline constexpr std::int16_t labelOutside = -1;

/** Throws Error(BadInput) that names what was found unless the image is float32 [C, D, H, W], the labels and, where
 * defined, those of the stage before int16 [D, H, W] of the same size, and all lie on the CPU. */
void RequirePatch(const Patch & patch);

/** Size (D, H, W) of the patch. */
[[nodiscard]] Zyx<std::int64_t> SizeOf(const Patch & patch);

/** A copy of the part inside `box`. The box may reach outside: there the image is 0 and labels are labelOutside.
 * Throws Error(BadInput) for an empty box and for what RequirePatch refuses. */
[[nodiscard]] Patch CropPatch(const Patch & patch, const Box & box);

} // namespace vox

#endif
