// SPDX-License-Identifier: Apache-2.0
#ifndef voxWindows_h
#define voxWindows_h

#include "voxImagePart.h"
#include "voxSlidingWindow.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace vox
{

/** What windows cover of an image padded to the patch size at least: all of it, or what those that reach a part of it
 * do. Positions count from the first voxel that they cover. */
struct WindowedImage
{
  /** float32 [C, D, H, W]: what they cover, and the margin; the image itself where nothing is missing. */
  at::Tensor values;
  Zyx<std::int64_t> padded; ///< size without the margin: what the windows cover
  Zyx<std::int64_t> below;  ///< voxels that they cover before the wanted ones along each axis
  Zyx<std::int64_t> size;   ///< of the wanted voxels: the image without padding, or the part
  Zyx<std::int64_t> offset; ///< of the first voxel that they cover in the padded image
  Zyx<std::int64_t> patchSize;
  Zyx<std::int64_t> margin;
  std::vector<std::int64_t> slices;  ///< first voxels of the windows along z
  std::vector<std::int64_t> rows;    ///< along y
  std::vector<std::int64_t> columns; ///< along x

  /** The window [1, C, D, H, W] at this voxel with the margin around it, contiguous. */
  [[nodiscard]] at::Tensor Window(const Zyx<std::int64_t> & origin) const;
};

/** The whole of an image [C, D, H, W]. Throws Error(BadInput) for another shape and for one without voxels. */
[[nodiscard]] ImagePart WholePart(const at::Tensor & image);

/** Pads the whole image centrally, with zeros or, for a network with a margin, mirror images, and places the windows
 * that reach part.wanted. `image` holds part.known. Throws Error(BadInput) for an image that is not [C, D, H, W] or
 * holds NaN or infinity, Error(Internal) for a part that lacks what its windows see. */
[[nodiscard]] WindowedImage PlaceWindows(const at::Tensor & image, const ImagePart & part,
                                         const SlidingWindowOptions & options, int threads);

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
