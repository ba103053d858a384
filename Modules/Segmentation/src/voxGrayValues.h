// SPDX-License-Identifier: Apache-2.0
#ifndef voxGrayValues_h
#define voxGrayValues_h

#include "voxVolume.h"

#include <cstdint>
#include <span>

namespace vox
{

/** The values of a gray image or of a label map, x fastest. */
template <typename TValue> struct VoxelValues
{
  at::Tensor owner; ///< keeps them alive
  std::span<const TValue> values;
};

/** Throws Error(BadInput) unless the image is float32 [1, D, H, W] with voxels, all of them finite. */
[[nodiscard]] VoxelValues<float> GrayValues(const Volume & image);

/** Throws Error(BadInput) unless the map is of whole numbers [1, D, H, W], none of them below 0. */
[[nodiscard]] VoxelValues<std::int32_t> LabelValues(const Volume & labels);

/** A label map of this grid whose values are not set yet. */
[[nodiscard]] Volume NewLabels(const ImageGeometry & geometry);

/** The values of a map made by NewLabels, to be set. */
[[nodiscard]] std::span<std::int32_t> MutableLabels(Volume & labels);

} // namespace vox

#endif
