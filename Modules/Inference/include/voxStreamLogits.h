// SPDX-License-Identifier: Apache-2.0
#ifndef voxStreamLogits_h
#define voxStreamLogits_h

#include "voxImagePart.h"
#include "voxLogitsRing.h"
#include "voxSlidingWindow.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <vector>

namespace vox
{

/** A network in two parts, so that its classes never exist for a whole window. */
struct FeatureNetwork
{
  WindowFunction features; ///< [1, C, D, H, W] in, [1, F, D, H, W] out: float32 or bfloat16
  LinearHead head;         ///< from F features to K logits
  /** The same in float32, for windows whose features are not finite; may be empty. */
  WindowFunction preciseFeatures;
  /** Gives back the memory that is kept from one window to the next; may be empty. Called when another network is next,
   * and at the end. */
  std::function<void()> release;
};

/** Where finished slices of logits go, in order: a LabelSink, or a tensor that collects them. */
struct SliceReceiver
{
  /** Memory for the next slices: float32 [K, n, H, W], 1 <= n <= wanted, the slices of a channel dense. */
  std::function<at::Tensor(std::int64_t wanted)> prepare;
  /** That memory holds the slices now. */
  std::function<void()> accept;
};

/** The weighted means of SlidingWindowLogits, averaged over the networks (the folds of a model), handed on slice by
 * slice as soon as no later window reaches a slice. The last layer is applied while the windows are added up, so that
 * memory holds K classes for as many slices as a patch has, of type `ring`, and no more. Windows go in z, y, x order;
 * those of one z for one network after another. Mirror images and networks are added with equal shares.
 *
 * Where a network's features are not finite and it has preciseFeatures, the window is computed again with those, and
 * one warning at the end says how often. Progress, cancellation, threads and errors as SlidingWindowLogits; also
 * Error(BadModel) for heads that are not finite, and for logits that are not though all features were. Throws
 * Error(Internal) for halfPrecisionSums, without networks, and for features of another shape. */
void StreamLogits(const std::vector<FeatureNetwork> & networks, const at::Tensor & image,
                  const SlidingWindowOptions & options, kernels::RingType ring, const SliceReceiver & receiver,
                  const RunContext & context = {});

/** The same of a part of an image, of which `image` holds part.known: the slices of part.wanted, bit for bit as the
 * whole image gives them. Throws Error(Internal) too where NeededInput (voxImagePart.h) is not known. */
void StreamLogits(const std::vector<FeatureNetwork> & networks, const at::Tensor & image, const ImagePart & part,
                  const SlidingWindowOptions & options, kernels::RingType ring, const SliceReceiver & receiver,
                  const RunContext & context = {});

/** All logits [K, D, H, W] float32 that StreamLogits hands on. */
[[nodiscard]] at::Tensor CollectLogits(const std::vector<FeatureNetwork> & networks, const at::Tensor & image,
                                       const ImagePart & part, const SlidingWindowOptions & options,
                                       kernels::RingType ring, const RunContext & context = {});
[[nodiscard]] at::Tensor CollectLogits(const std::vector<FeatureNetwork> & networks, const at::Tensor & image,
                                       const SlidingWindowOptions & options, kernels::RingType ring,
                                       const RunContext & context = {});

} // namespace vox

#endif
