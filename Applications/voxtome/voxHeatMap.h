// SPDX-License-Identifier: Apache-2.0
#ifndef voxHeatMap_h
#define voxHeatMap_h

#include "voxVolume.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace vox
{

/** Numbers to show in colors, and what they are. */
struct HeatMap
{
  Volume numbers; ///< float32 [1, D, H, W]
  std::string name;
};

/** The numbers of a file: its only channel, the channel `of` ("0", "1", ...) of several, as of probabilities, or their
 * entropy ("entropy", PredictionEntropy). `volume` chooses one of a 4D file, which then has one channel. An .npz takes
 * the geometry. Throws Error(Usage) where `of` is empty though there are several channels, or names none. */
[[nodiscard]] HeatMap ReadHeatMap(const std::filesystem::path & file, const std::string & of,
                                  std::optional<std::int64_t> volume, const ImageGeometry & geometry);

} // namespace vox

#endif
