// SPDX-License-Identifier: Apache-2.0
#ifndef voxReadNpz_h
#define voxReadNpz_h

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <string>

namespace vox
{

/** An array of a file of numpy.savez or numpy.savez_compressed, by the name it was saved with, as float32 of its own
 * shape: one to four axes, float16, float32 or float64 of little endian, in C or Fortran order. nnU-Net saves
 * `probabilities` [C, D, H, W] that way, on the grid of the image; the file holds no geometry. Throws Error(BadInput)
 * that names the file: one that is missing, cut off or damaged (its checksum is compared), without this array, or with
 * an array of another type or number of axes. */
[[nodiscard]] at::Tensor ReadNpzArray(const std::filesystem::path & path, const std::string & name);

} // namespace vox

#endif
