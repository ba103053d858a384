// SPDX-License-Identifier: Apache-2.0
#ifndef voxNormPoint_h
#define voxNormPoint_h

#include "voxFeatureType.h"
#include "voxZyx.h"

#include <cmath>
#include <cstdint>

namespace vox::kernels
{

/** Features in channels-last order: sample n, voxel v, channel c lie at (n * voxels + v) * channels + c. */
struct FeatureExtent
{
  std::int64_t samples = 1;
  std::int64_t voxels = 1;
  std::int64_t channels = 1;
};

/** Mean and sum of squared differences from it. */
struct Moments
{
  float mean = 0.0F;
  float squares = 0.0F;
};

/** Voxels whose values one index adds up, and results that one index merges: a whole volume of 128^3 voxels is merged
 * in two steps. */
inline constexpr std::int64_t momentsFan = 128;

[[nodiscard]] VOX_HOST_DEVICE constexpr std::int64_t
MomentParts(std::int64_t items)
{
  return (items + momentsFan - 1) / momentsFan;
}

/** Moments [samples, MomentParts(voxels), channels] of runs of `momentsFan` voxels, in single precision and relative to
 * the first voxel of the run: sums of values far from zero would lose their last digits. VWidth channels an index. */
template <typename T, int VWidth> struct MomentsPoint
{
  FeatureExtent extent;
  const T * input = nullptr;
  Moments * moments = nullptr;

  [[nodiscard]] Zyx<std::int64_t>
  Extent() const
  {
    return {extent.samples, MomentParts(extent.voxels), extent.channels / VWidth};
  }

  VOX_HOST_DEVICE void
  operator()(std::int64_t x, std::int64_t part, std::int64_t sample) const
  {
    using Values = Pack<T, VWidth>;
    const std::int64_t first = part * momentsFan;
    const std::int64_t count = extent.voxels - first < momentsFan ? extent.voxels - first : momentsFan;
    const std::int64_t stride = extent.channels / VWidth;
    const auto * values = reinterpret_cast<const Values *>(input) + (sample * extent.voxels + first) * stride + x;
    float origin[VWidth];
    float sum[VWidth] = {};
    float squares[VWidth] = {};
    for (int c = 0; c < VWidth; ++c)
    {
      origin[c] = ToFloat(values->value[c]);
    }
    for (std::int64_t v = 1; v < count; ++v)
    {
      const Values voxel = values[v * stride];
      for (int c = 0; c < VWidth; ++c)
      {
        const float difference = ToFloat(voxel.value[c]) - origin[c];
        sum[c] += difference;
        squares[c] += difference * difference;
      }
    }
    const float share = 1.0F / static_cast<float>(count);
    Moments * const result = moments + (sample * MomentParts(extent.voxels) + part) * extent.channels + x * VWidth;
    for (int c = 0; c < VWidth; ++c)
    {
      const float spread = squares[c] - sum[c] * sum[c] * share;
      result[c] = {origin[c] + sum[c] * share, spread > 0.0F ? spread : 0.0F};
    }
  }
};

/** Merges runs of `momentsFan` neighboring results in their order and in double (Chan et al. 1983, DOI
 * 10.1080/00031305.1983.10483115): [samples, items, channels] to [samples, MomentParts(items), channels]. */
struct MergeMomentsPoint
{
  FeatureExtent extent;
  std::int64_t items = 1;
  std::int64_t voxelsPerItem = momentsFan; ///< the last item may have fewer
  const Moments * input = nullptr;
  Moments * output = nullptr;

  [[nodiscard]] Zyx<std::int64_t>
  Extent() const
  {
    return {extent.samples, MomentParts(items), extent.channels};
  }

  VOX_HOST_DEVICE void
  operator()(std::int64_t channel, std::int64_t part, std::int64_t sample) const
  {
    const std::int64_t first = part * momentsFan;
    const std::int64_t last = items - first < momentsFan ? items : first + momentsFan;
    double count = 0.0;
    double mean = 0.0;
    double squares = 0.0;
    for (std::int64_t item = first; item < last; ++item)
    {
      const Moments one = input[(sample * items + item) * extent.channels + channel];
      const std::int64_t rest = extent.voxels - item * voxelsPerItem;
      const auto added = static_cast<double>(rest < voxelsPerItem ? rest : voxelsPerItem);
      const double difference = static_cast<double>(one.mean) - mean;
      const double share = added / (count + added);
      mean += difference * share;
      squares += static_cast<double>(one.squares) + difference * difference * count * share;
      count += added;
    }
    output[(sample * MomentParts(items) + part) * extent.channels + channel] = {static_cast<float>(mean),
                                                                                static_cast<float>(squares)};
  }
};

/** mean and scale = weight / sqrt(variance + eps), [samples, channels], from moments of the same shape. */
struct NormScalePoint
{
  FeatureExtent extent;
  const Moments * moments = nullptr;
  const float * weight = nullptr; ///< [channels], or null for 1
  float eps = 1e-5F;
  float * mean = nullptr;
  float * scale = nullptr;

  [[nodiscard]] Zyx<std::int64_t>
  Extent() const
  {
    return {1, extent.samples, extent.channels};
  }

  VOX_HOST_DEVICE void
  operator()(std::int64_t channel, std::int64_t sample, std::int64_t) const
  {
    const std::int64_t i = sample * extent.channels + channel;
    const float variance = moments[i].squares / static_cast<float>(extent.voxels);
    mean[i] = moments[i].mean;
    scale[i] = (weight == nullptr ? 1.0F : weight[channel]) / std::sqrt(variance + eps);
  }
};

/** output = activation((input - mean) * scale + shift + residual); the activation multiplies negative values by
 * `slope`. `output` may be `input`. VWidth channels an index. */
template <typename T, int VWidth> struct NormApplyPoint
{
  FeatureExtent extent;
  const T * input = nullptr;
  const T * residual = nullptr; ///< or null
  const float * mean = nullptr;
  const float * scale = nullptr;
  const float * shift = nullptr; ///< [channels], or null for 0
  float slope = 1.0F;
  T * output = nullptr;

  [[nodiscard]] Zyx<std::int64_t>
  Extent() const
  {
    return {extent.samples, extent.voxels, extent.channels / VWidth};
  }

  VOX_HOST_DEVICE void
  operator()(std::int64_t x, std::int64_t voxel, std::int64_t sample) const
  {
    using Values = Pack<T, VWidth>;
    const std::int64_t i = (sample * extent.voxels + voxel) * (extent.channels / VWidth) + x;
    const Values values = reinterpret_cast<const Values *>(input)[i];
    Values added{};
    if (residual != nullptr)
    {
      added = reinterpret_cast<const Values *>(residual)[i];
    }
    Values result;
    for (int c = 0; c < VWidth; ++c)
    {
      const std::int64_t channel = x * VWidth + c;
      const std::int64_t k = sample * extent.channels + channel;
      const float shifted = shift == nullptr ? 0.0F : shift[channel];
      const float value = (ToFloat(values.value[c]) - mean[k]) * scale[k] + shifted + ToFloat(added.value[c]);
      result.value[c] = FromFloat<T>(value > 0.0F ? value : value * slope);
    }
    reinterpret_cast<Values *>(output)[i] = result;
  }
};

} // namespace vox::kernels

#endif
