// SPDX-License-Identifier: Apache-2.0
#ifndef voxNpy_h
#define voxNpy_h

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <map>
#include <string>

namespace vox::testing
{

/** Reads a NumPy .npy file (versions 1 to 3, little endian, C order) as a tensor of the same type and shape. Unsigned
 * 16-bit becomes int32. Throws std::runtime_error. */
[[nodiscard]] at::Tensor ReadNpy(const std::filesystem::path & path);

/** Reads all arrays of a .npz file (stored or deflated), by name without ".npy". */
[[nodiscard]] std::map<std::string, at::Tensor> ReadNpz(const std::filesystem::path & path);

} // namespace vox::testing

#endif
