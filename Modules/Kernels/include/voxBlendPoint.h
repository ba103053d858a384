// SPDX-License-Identifier: Apache-2.0
#ifndef voxBlendPoint_h
#define voxBlendPoint_h

#include "voxFeatureType.h"
#include "voxZyx.h"

#include <cmath>
#include <cstdint>

namespace vox::kernels
{

/** Weighted sums of class scores of the slices in work: slice z of the image lies in plane z % planes. scores
 * [channels, planes, H, W], weightSum [planes, H, W]. */
struct ScoreRing
{
  float * scores = nullptr;
  float * weightSum = nullptr;
  std::int64_t channels = 1;
  std::int64_t planes = 1;
  std::int64_t height = 1;
  std::int64_t width = 1;

  /** Of channel 0; the next channel is planes * height * width further on. */
  [[nodiscard]] VOX_HOST_DEVICE std::int64_t
  Offset(std::int64_t x, std::int64_t y, std::int64_t z) const
  {
    return (z % planes * height + y) * width + x;
  }
  [[nodiscard]] VOX_HOST_DEVICE std::int64_t
  ChannelStride() const
  {
    return planes * height * width;
  }
};

/** A window over the image: what is added to the ring with the weight share * weights[z, y, x]. It lies inside the
 * image, and planes >= size.z. */
struct RingWindow
{
  ScoreRing ring;
  Zyx<std::int64_t> origin; ///< of the window in the image
  Zyx<std::int64_t> size;
  Zyx<bool> mirrored;              ///< axes along which the window had been reversed before the network saw it
  const float * weights = nullptr; ///< [size], the Gaussian map
  float share = 1.0F;

  [[nodiscard]] Zyx<std::int64_t>
  Extent() const
  {
    return size;
  }

protected:
  /** Where the network's result for this voxel lies in the window. */
  [[nodiscard]] VOX_HOST_DEVICE std::int64_t
  Source(std::int64_t x, std::int64_t y, std::int64_t z) const
  {
    const std::int64_t fromZ = mirrored.z ? size.z - 1 - z : z;
    const std::int64_t fromY = mirrored.y ? size.y - 1 - y : y;
    return (fromZ * size.y + fromY) * size.x + (mirrored.x ? size.x - 1 - x : x);
  }
  [[nodiscard]] VOX_HOST_DEVICE std::int64_t
  Target(std::int64_t x, std::int64_t y, std::int64_t z) const
  {
    return ring.Offset(origin.x + x, origin.y + y, origin.z + z);
  }
  [[nodiscard]] VOX_HOST_DEVICE float
  Weight(std::int64_t x, std::int64_t y, std::int64_t z) const
  {
    return share * weights[(z * size.y + y) * size.x + x];
  }
};

/** Adds the scores [channels, size] of a window. */
template <typename T> struct BlendScoresPoint : RingWindow
{
  const T * windowScores = nullptr;

  VOX_HOST_DEVICE void
  operator()(std::int64_t x, std::int64_t y, std::int64_t z) const
  {
    const std::int64_t voxel = Source(x, y, z);
    const std::int64_t target = Target(x, y, z);
    const float weight = Weight(x, y, z);
    for (std::int64_t channel = 0; channel < ring.channels; ++channel)
    {
      ring.scores[channel * ring.ChannelStride() + target] +=
          weight * ToFloat(windowScores[channel * Product(size) + voxel]);
    }
    ring.weightSum[target] += weight;
  }
};

/** The same from the features [size, featureCount] (channels last) in front of the network's last layer, a 1 x 1 x 1
 * convolution: the scores of a window never exist. Features are read once for every `block` of classes. */
template <typename T> struct BlendFeaturesPoint : RingWindow
{
  static constexpr int block = 8; ///< sums of so many classes stand in registers

  const T * features = nullptr;
  std::int64_t featureCount = 1;
  const float * layer = nullptr; ///< [channels, featureCount]
  const float * bias = nullptr;  ///< [channels]

  VOX_HOST_DEVICE void
  operator()(std::int64_t x, std::int64_t y, std::int64_t z) const
  {
    const std::int64_t voxel = Source(x, y, z);
    const std::int64_t target = Target(x, y, z);
    const float weight = Weight(x, y, z);
    std::int64_t channel = 0;
    for (; channel + block <= ring.channels; channel += block)
    {
      Add<block>(channel, features + voxel * featureCount, weight, target);
    }
    for (; channel < ring.channels; ++channel)
    {
      Add<1>(channel, features + voxel * featureCount, weight, target);
    }
    ring.weightSum[target] += weight;
  }

private:
  template <int VCount>
  VOX_HOST_DEVICE void
  Add(std::int64_t channel, const T * voxelFeatures, float weight, std::int64_t target) const
  {
    float sums[VCount];
    for (int k = 0; k < VCount; ++k)
    {
      sums[k] = bias[channel + k];
    }
    for (std::int64_t f = 0; f < featureCount; ++f)
    {
      const float feature = ToFloat(voxelFeatures[f]);
      for (int k = 0; k < VCount; ++k)
      {
        sums[k] += feature * layer[(channel + k) * featureCount + f];
      }
    }
    for (int k = 0; k < VCount; ++k)
    {
      ring.scores[(channel + k) * ring.ChannelStride() + target] += weight * sums[k];
    }
  }
};

/** Half-open range of slices of the image, all of them in the ring. */
struct RingSlices
{
  ScoreRing ring;
  std::int64_t first = 0;
  std::int64_t last = 0;

  [[nodiscard]] Zyx<std::int64_t>
  Extent() const
  {
    return {last - first, ring.height, ring.width};
  }
};

/** Divides the sums by their weights: slices that no window will touch again. */
struct FinishSlicesPoint : RingSlices
{
  std::int32_t * notFinite = nullptr; ///< becomes 1 if a mean is not finite; may be null

  VOX_HOST_DEVICE void
  operator()(std::int64_t x, std::int64_t y, std::int64_t z) const
  {
    const std::int64_t target = ring.Offset(x, y, first + z);
    const float weight = ring.weightSum[target];
    bool finite = true;
    for (std::int64_t channel = 0; channel < ring.channels; ++channel)
    {
      float & score = ring.scores[channel * ring.ChannelStride() + target];
      score /= weight;
      finite = finite && std::isfinite(score);
    }
    if (!finite && notFinite != nullptr)
    {
      *notFinite = 1; // whoever writes, writes the same
    }
  }
};

/** Zeros for the slices that take the planes next. */
struct ClearSlicesPoint : RingSlices
{
  VOX_HOST_DEVICE void
  operator()(std::int64_t x, std::int64_t y, std::int64_t z) const
  {
    const std::int64_t target = ring.Offset(x, y, first + z);
    for (std::int64_t channel = 0; channel < ring.channels; ++channel)
    {
      ring.scores[channel * ring.ChannelStride() + target] = 0.0F;
    }
    ring.weightSum[target] = 0.0F;
  }
};

} // namespace vox::kernels

#endif
