// SPDX-License-Identifier: Apache-2.0
#ifndef voxReducedGrid_h
#define voxReducedGrid_h

#include "voxIntensityWindow.h"
#include "voxVolume.h"

#include <cstdint>
#include <vector>

namespace vox
{

/** The grid of a display (DisplayGeometry) and a coarser one, whose voxels are blocks of it; the blocks at the borders
 * may reach beyond. */
struct ReducedGrid
{
  ImageGeometry whole;
  ImageGeometry reduced;
  Zyx<std::int64_t> factors{1, 1, 1};
};

/** The coarser grid of at most this many voxels: the axis of the smallest voxels is made coarser first. */
[[nodiscard]] ReducedGrid MakeReducedGrid(const ImageGeometry & whole, std::int64_t mostVoxels);

/** Bytes of a volume [D, H, W] whose rows run from anterior to posterior and from right to left, slices from inferior
 * to superior. */
using DisplayBytes = std::vector<std::uint8_t>;

/** The mean of each block in grey levels, 0 for black and less, 255 for white and more. Voxels that are not finite, or
 * beyond the image, do not count; a block without any other is black. */
[[nodiscard]] DisplayBytes ReducedIntensities(const Volume & image, const ReducedGrid & grid,
                                              const IntensityWindow & window);

/** The labels at the centers of the blocks, 0 beyond the map, in the order of DisplayBytes. */
[[nodiscard]] std::vector<std::int32_t> ReducedLabels(const Volume & labels, const ReducedGrid & grid);

} // namespace vox

#endif
