// SPDX-License-Identifier: Apache-2.0
#ifndef voxLogitsRing_h
#define voxLogitsRing_h

#include "voxZyx.h"

#include <cstdint>
#include <vector>

namespace vox::kernels
{

/** What a ring keeps of a logit. */
enum class RingType
{
  Float32, ///< the weighted sum
  Float16  ///< the weighted mean so far: each window moves it by its share, rounded to half precision
};

/** The last layer of a network: logits[k] = bias[k] + sum over c of weight[k, c] * features[c], float32. */
struct HeadView
{
  const float * weight = nullptr; ///< [classes, channels]
  const float * bias = nullptr;   ///< [classes]
  std::int64_t classes = 0;
  std::int64_t channels = 0;
};

/** The features [D, H, W, C] of one window, dense: float32, or the bits of bfloat16. One of the two is given. */
struct FeatureView
{
  const float * float32 = nullptr;
  const std::uint16_t * bfloat16 = nullptr;
  Zyx<std::int64_t> size;
  Zyx<bool> mirrored; ///< axes along which the window had been reversed before the network saw it
};

/** A box of slices that leaves the ring. */
struct FinishedSlices
{
  std::int64_t first = 0; ///< along z, counted from the start of the volume
  std::int64_t last = 0;
  std::int64_t y = 0; ///< first row
  std::int64_t x = 0; ///< first column
  std::int64_t height = 0;
  std::int64_t width = 0;
};

/** Weighted means of the logits [K, D, H, W] of overlapping windows, of which only `depth` slices are in memory: those
 * that windows still reach. The windows of one z are added, then slices that no later window reaches are taken out in
 * order, which makes room for the next. Slice z lies at z modulo depth. Why a kernel: the last layer is applied row by
 * row and added at once, so that no window of logits ever exists; its weights are summed for all classes together.
 * Results do not depend on `threads`. */
class LogitsRing
{
public:
  /** `size` is (depth, H, W). Memory: K x depth x H x W values of the type, and one float32 volume of weights. */
  LogitsRing(RingType type, std::int64_t classes, const Zyx<std::int64_t> & size);

  /** Adds share * weights[z, y, x] times the logits of a window whose first voxel lies at `origin`; the weights [D, H,
   * W] are positive. */
  void Add(const HeadView & head, const FeatureView & features, const float * weights, float share,
           const Zyx<std::int64_t> & origin, int threads);

  /** The means [K, last - first, height, width] of slices that every window has been added to, and room for those that
   * follow: the slices start anew at 0. Channels are `channelStride` values apart. False if a mean is not finite. */
  [[nodiscard]] bool Take(const FinishedSlices & slices, float * means, std::int64_t channelStride, int threads);

  /** Room for those that follow, without the means: slices that nobody wants. None for an empty range. */
  void Drop(std::int64_t first, std::int64_t last);

  /** Bytes that a ring takes. */
  [[nodiscard]] static std::int64_t Bytes(RingType type, std::int64_t classes, const Zyx<std::int64_t> & size);

private:
  [[nodiscard]] std::int64_t RowOffset(std::int64_t z, std::int64_t y) const;
  void ClearClass(std::int64_t k, std::int64_t z);
  void ClearWeights(std::int64_t first, std::int64_t last);

  std::int64_t m_Classes;
  Zyx<std::int64_t> m_Size;
  std::vector<float> m_Sums;          ///< for RingType::Float32
  std::vector<std::uint16_t> m_Means; ///< for RingType::Float16
  std::vector<float> m_Weights;
};

} // namespace vox::kernels

#endif
