// SPDX-License-Identifier: Apache-2.0
#ifndef voxStableDiffusionNames_h
#define voxStableDiffusionNames_h

#include "voxDiffusionUNetOptions.h"

#include <string>
#include <string_view>

namespace vox
{

/** The name that Stable Diffusion v1's own files have for a tensor of DiffusionUNet
 * ("input_blocks.1.0.in_layers.0.weight" for "down_blocks.0.resnets.0.norm1.weight"), without the
 * "model.diffusion_model." in front. Options with a context. Throws Error(BadModel) for a name that no such network
 * has. */
[[nodiscard]] std::string StableDiffusionName(std::string_view name, const DiffusionUNetOptions & options);

} // namespace vox

#endif
