// SPDX-License-Identifier: Apache-2.0
#ifndef voxWindowWalk_h
#define voxWindowWalk_h

#include "voxStreamLogits.h"
#include "voxWindows.h"

namespace vox
{

/** Features of one window on their way into the sums. */
struct WindowFeatures
{
  const LinearHead & head;
  const at::Tensor & values;                  ///< [D, H, W, F] dense, float32 or bfloat16
  const std::vector<std::int64_t> & mirrored; ///< dimensions of [1, C, D, H, W] that were flipped
  Zyx<std::int64_t> origin;                   ///< as WindowedImage counts
  float share;                                ///< of this mirror image and network
};

/** Where the windows of an image are added up. */
class WindowSums
{
public:
  virtual ~WindowSums() = default;
  virtual void Add(const WindowFeatures & window) = 0;
  /** No later window reaches slices [first, last) of what the windows cover; they come in order, without gaps. */
  virtual void HandOn(std::int64_t first, std::int64_t last) = 0;
};

/** Throws Error(Internal) without networks or for halfPrecisionSums, Error(BadModel) for heads that are not finite. */
void RequireNetworks(const std::vector<FeatureNetwork> & networks, const SlidingWindowOptions & options);

/** Computes all windows of networks that passed RequireNetworks, in z, y, x order and those of one z for one network
 * after another, and adds them up. Progress, cancellation and errors as StreamLogits. */
void WalkWindows(const std::vector<FeatureNetwork> & networks, const WindowedImage & image,
                 const SlidingWindowOptions & options, WindowSums & sums, const RunContext & context);

} // namespace vox

#endif
