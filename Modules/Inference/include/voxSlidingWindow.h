// SPDX-License-Identifier: Apache-2.0
#ifndef voxSlidingWindow_h
#define voxSlidingWindow_h

#include "voxNetwork.h"
#include "voxRunContext.h"

#include <ATen/core/Tensor.h>

#include <functional>
#include <vector>

namespace vox
{

struct SlidingWindowOptions
{
  Zyx<std::int64_t> patchSize{1, 1, 1}; ///< of the logits of a window; z = 1 for 2D: slice by slice
  double step = 0.5;                    ///< of the patch, in (0, 1]
  bool gaussian = true;        ///< weight windows by a Gaussian of sigma = patch / 8; false weights all voxels alike
  std::vector<int> mirrorAxes; ///< tensor axes 0 = z, 1 = y, 2 = x; all subsets are averaged
  /** Rounds the sums of weighted logits and of weights to half precision after each window, and their quotient too, as
   * nnU-Net 2.8.1 does: the result is float16. Up to 0.5 off near the faces, where weights go down to 6e-8. */
  bool halfPrecisionSums = false;
  /** What the network sees beyond the logits on each side, and its convolutions without padding consume. The image is
   * then surrounded by its mirror image (overlap tiles, Ronneberger et al. 2015, DOI 10.1007/978-3-319-24574-4_28). */
  Zyx<std::int64_t> margin{0, 0, 0};
};

/** Throws Error(Usage) for a patch below one voxel, a step outside (0, 1], and mirror axes that are not 0, 1, 2 or
 * repeat. */
void Validate(const SlidingWindowOptions & options);

/** First voxel of each window along one axis: nnU-Net's compute_steps_for_sliding_window, n = ceil((size - patch) /
 * (patch * step)) + 1 positions from 0 to size - patch in equal steps, rounded half to even. Where patch * step is
 * below one voxel, positions that round to the same voxel are listed once; a patch of one voxel so visits every
 * position. Throws Error(Internal) unless 1 <= patch <= size, Error(Usage) for a step outside (0, 1]. */
[[nodiscard]] std::vector<std::int64_t> WindowStarts(std::int64_t size, std::int64_t patch, double step);

/** nnU-Net's importance map [D, H, W] float32: a delta at patch / 2 blurred with sigma patch / 8 and cut at 4 sigma,
 * peak 10; zeros become the smallest non-zero value, so that every voxel has a weight. The values are rounded to half
 * precision, as nnU-Net 2.8.1 uses them. Throws Error(Usage) for a patch below one voxel. */
[[nodiscard]] at::Tensor GaussianWeights(const Zyx<std::int64_t> & patchSize);

/** Applied to one window: [1, C, D, H, W] in, logits [1, K, D, H, W] out, smaller by the margin. May return its
 * argument; must not change it.
 */
using WindowFunction = std::function<at::Tensor(const at::Tensor &)>;

/** Logits [K, D, H, W] float32 (or float16, see halfPrecisionSums) of a whole image [C, D, H, W]: padded centrally with
 * 0 to the patch size (the extra voxel of an odd difference above), windows in z, y, x order, each mirrored and
 * averaged, weighted and divided by the sum of weights, the padding cut off again. Mirroring along an axis on which the
 * patch has one voxel changes nothing and is left out. The network's results are averaged over mirror images in float32
 * in any case.
 *
 * Reports progress after each window and can be cancelled before each. Where `context.threads` is positive, torch's
 * number of threads, which belongs to the process, is set to it during the call and then restored; 0 leaves it alone.
 * Throws Error(Usage) for bad options; Error(BadInput) for an image that is not [C, D, H, W] or holds NaN or infinity;
 * Error(BadModel) for logits with NaN or infinity, naming the window, and for half-precision sums that overflow;
 * Error(Internal) for logits of another shape. */
[[nodiscard]] at::Tensor SlidingWindowLogits(const WindowFunction & network, const at::Tensor & image,
                                             const SlidingWindowOptions & options, const RunContext & context = {});

} // namespace vox

#endif
