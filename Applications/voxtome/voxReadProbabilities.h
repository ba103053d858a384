// SPDX-License-Identifier: Apache-2.0
#ifndef voxReadProbabilities_h
#define voxReadProbabilities_h

#include "voxVolume.h"

#include <cstdint>
#include <filesystem>
#include <optional>

namespace vox
{

/** Probabilities float32 [K, D, H, W] as `voxtome predict --save-probabilities` writes them into an image (channels as
 * components; along a fourth axis, as other programs have them, too), or nnU-Net into an `.npz`, which holds no
 * geometry and takes this one. Throws as ReadCaseImage and ReadNpzArray do; Error(BadInput) for another number of
 * channels than asked for, and for an .npz of another size than the grid. */
[[nodiscard]] Volume ReadProbabilities(const std::filesystem::path & file, const ImageGeometry & geometry,
                                       std::optional<std::int64_t> channels = std::nullopt);

} // namespace vox

#endif
