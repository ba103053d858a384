// SPDX-License-Identifier: Apache-2.0
#ifndef voxWindows_h
#define voxWindows_h

#include "voxSlidingWindow.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace vox
{

/** An image padded to the patch size at least, and where its windows lie. */
struct WindowedImage
{
  at::Tensor
      values; ///< float32 [C, D, H, W]: the padded image and the margin; the image itself where nothing is missing
  Zyx<std::int64_t> padded; ///< size without the margin: what the windows cover
  Zyx<std::int64_t> below;  ///< voxels of the padding before the image along each axis
  Zyx<std::int64_t> size;   ///< of the image without padding
  Zyx<std::int64_t> patchSize;
  Zyx<std::int64_t> margin;
  std::vector<std::int64_t> slices;  ///< first voxels of the windows along z
  std::vector<std::int64_t> rows;    ///< along y
  std::vector<std::int64_t> columns; ///< along x

  /** The window [1, C, D, H, W] at this voxel of the padded image with the margin around it, contiguous. */
  [[nodiscard]] at::Tensor Window(const Zyx<std::int64_t> & origin) const;
};

/** Pads centrally, with zeros or, for a network with a margin, mirror images, and places the windows. Throws
 * Error(BadInput) for an image that is not [C, D, H, W] or holds NaN or infinity. */
[[nodiscard]] WindowedImage PlaceWindows(const at::Tensor & image, const SlidingWindowOptions & options, int threads);

/** Grid after padding to the patch size. */
[[nodiscard]] Zyx<std::int64_t> PaddedSize(const Zyx<std::int64_t> & size, const Zyx<std::int64_t> & patchSize);

/** The weights [D, H, W] of the voxels of a window. */
[[nodiscard]] at::Tensor WindowWeights(const SlidingWindowOptions & options);

/** The dimensions of [1, C, D, H, W] to flip, for every subset of the mirror axes: small ones first, as nnU-Net adds
 * them up. */
[[nodiscard]] std::vector<std::vector<std::int64_t>> MirrorSubsets(const SlidingWindowOptions & options);

/** Throws Error(BadModel) that names the window whose results are not finite. */
[[noreturn]] void RefuseWindow(const Zyx<std::int64_t> & origin);

/** Throws Error(BadModel): sums of slices [first, last) are not finite though all features were. */
[[noreturn]] void RefuseSums(std::int64_t first, std::int64_t last);

/** A view of the last three axes of a tensor. */
[[nodiscard]] at::Tensor BoxView(const at::Tensor & tensor, const Zyx<std::int64_t> & start,
                                 const Zyx<std::int64_t> & size);

} // namespace vox

#endif
