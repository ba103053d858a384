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

/** A .npz file with one stored array: `header` is the text of its description, such as "{'descr': '<f4',
 * 'fortran_order': False, 'shape': (2, 3), }", and `values` its bytes. */
[[nodiscard]] std::string NpzBytes(const std::string & name, const std::string & header, const std::string & values);

} // namespace vox::testing

#endif
