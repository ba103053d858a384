// SPDX-License-Identifier: Apache-2.0
#ifndef voxFramesOnGrid_h
#define voxFramesOnGrid_h

#include "voxDicomSource.h"

namespace vox
{

/** Distance of each frame of the source from the world's origin along their common normal, ascending. */
[[nodiscard]] std::vector<double> HeightsOf(const DicomSource & source);

/** How far the slice at this place reaches to its neighbors: half way, and half its thickness at the ends. */
struct SliceReach
{
  double below = 0.0;
  double above = 0.0;
};
[[nodiscard]] SliceReach ReachOf(const DicomSource & source, const std::vector<double> & heights, std::size_t frame);

/** Labels of the pixels of each frame, int32 [1, F, rows, columns], on another grid: the inverse of LabelsOnFrames.
 * Each voxel takes the nearest pixel of the nearest frame, 0 beyond the ends. Tilted and uneven slices are where they
 * are. */
[[nodiscard]] Volume FramesOnGrid(const at::Tensor & labels, const DicomSource & source, const ImageGeometry & grid);

} // namespace vox

#endif
