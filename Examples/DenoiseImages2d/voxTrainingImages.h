// SPDX-License-Identifier: Apache-2.0
#ifndef voxTrainingImages_h
#define voxTrainingImages_h

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>

namespace vox
{

/** `count` pictures [count, 1, 1, size, size] of a disc and a box on grey, values in [-1, 1]; a function of the seed.
 */
[[nodiscard]] at::Tensor DrawShapes(std::int64_t count, std::int64_t size, std::uint64_t seed);

/** The pictures of a folder (and slices in the middle of its volumes) in the same form: grey, brought to the size, from
 * their darkest voxel at -1 to the brightest at 1. Throws Error(BadInput) for a folder without any. */
[[nodiscard]] at::Tensor ReadPictures(const std::filesystem::path & folder, std::int64_t size);

} // namespace vox

#endif
