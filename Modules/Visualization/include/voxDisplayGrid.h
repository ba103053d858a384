// SPDX-License-Identifier: Apache-2.0
#ifndef voxDisplayGrid_h
#define voxDisplayGrid_h

#include "voxSliceView.h"
#include "voxVolume.h"

namespace vox
{

/** The grid whose slices are shown: the voxels of the image in RAS order, or, where their axes are not the patient's, a
 * grid along right, anterior and superior that covers the image, with its smallest spacing. Images of a single slice
 * keep their plane, and so does everything with `alongVoxels`. */
[[nodiscard]] ImageGeometry DisplayGeometry(const ImageGeometry & image, bool alongVoxels);

/** Largest angle in degrees between an axis of the grid and the nearest axis of the patient. */
[[nodiscard]] double ObliqueAngle(const ImageGeometry & geometry);

enum class SliceSampling
{
  Linear,
  Nearest
};

/** [C, h, w] of one slice of a grid, taken from a volume that may lie on another: voxels as they are where the grids
 * agree, else by interpolation; `outside` beyond the volume. Rows and columns run as SliceView says. The volume is
 * float where linear, int32 where nearest. */
[[nodiscard]] at::Tensor SampledSlice(const Volume & volume, const ImageGeometry & grid, const SliceView & view,
                                      std::int64_t index, SliceSampling sampling, double outside = 0.0);

} // namespace vox

#endif
