// SPDX-License-Identifier: Apache-2.0
#ifndef voxVolume_h
#define voxVolume_h

#include "voxImageGeometry.h"

#include <ATen/core/Tensor.h>

namespace vox
{

/** Voxels with their place in the world. Images are float32 [C, D, H, W]; label maps int32 [1, D, H, W]; a 2D image has
 * D = 1. `geometry.size` always equals (D, H, W). */
struct Volume
{
  at::Tensor voxels;
  ImageGeometry geometry;
};

/** Makes a volume after checking that the tensor is [C, D, H, W] and fits the geometry; Error(Internal) otherwise. */
[[nodiscard]] Volume MakeVolume(at::Tensor voxels, const ImageGeometry & geometry);

/** The part of the volume inside `box`, a copy; outside of the grid it holds `outside`. */
[[nodiscard]] Volume Crop(const Volume & volume, const Box & box, double outside = 0.0);

} // namespace vox

#endif
