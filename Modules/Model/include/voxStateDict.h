// SPDX-License-Identifier: Apache-2.0
#ifndef voxStateDict_h
#define voxStateDict_h

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <map>
#include <string>

namespace vox
{

/** The weights in a file, by their names: all tensors of a .safetensors file, or of a file of torch.save that holds a
 * state dict, or one under the key `state_dict` or `model`. Views of the mapped file, not to be written to. Counters of
 * batches (`num_batches_tracked`) are left out. Nothing in the file is executed. Throws Error(BadModel), one line that
 * names the file, for anything else. */
[[nodiscard]] std::map<std::string, at::Tensor> ReadStateDict(const std::filesystem::path & path);

} // namespace vox

#endif
