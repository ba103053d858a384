// SPDX-License-Identifier: Apache-2.0
#ifndef voxPatch_h
#define voxPatch_h

#include "voxBox.h"

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace vox
{

/** A patch in training: image float32 [C, D, H, W] and labels int16 [D, H, W]. No geometry, on purpose. */
struct Patch
{
  at::Tensor image;
  at::Tensor labels;
};

/** Label of voxels outside the non-zero mask of a case and outside its image. */
inline constexpr std::int16_t labelOutside = -1;

/** Throws Error(BadInput) that names what was found unless the image is float32 [C, D, H, W], the labels int16 [D, H,
 * W] of the same size, and both lie on the CPU. */
void RequirePatch(const Patch & patch);

/** Size (D, H, W) of the patch. */
[[nodiscard]] Zyx<std::int64_t> SizeOf(const Patch & patch);

/** A copy of the part inside `box`. The box may reach outside: there the image is 0 and the labels are labelOutside.
 * Throws Error(BadInput) for an empty box and for what RequirePatch refuses. */
[[nodiscard]] Patch CropPatch(const Patch & patch, const Box & box);

} // namespace vox

#endif
