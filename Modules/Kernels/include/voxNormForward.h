// SPDX-License-Identifier: Apache-2.0
#ifndef voxNormForward_h
#define voxNormForward_h

#include "voxNormPoint.h"

#include <cstdint>

namespace vox::kernels
{

/** leakyReLU(instanceNorm(input) + residual) of channels-last features, float or bfloat16; statistics in single
 * precision. */
template <typename T> struct NormForward
{
  FeatureExtent extent;
  const T * input = nullptr;
  const T * residual = nullptr;   ///< or null
  const float * weight = nullptr; ///< [channels], or null for 1
  const float * bias = nullptr;   ///< [channels], or null for 0
  float eps = 1e-5F;
  float slope = 1.0F;        ///< of negative values; 1 is no activation
  T * output = nullptr;      ///< may be `input`
  float * scratch = nullptr; ///< NormScratchBytes(extent), aligned to 16 bytes
};

/** Bytes of partial statistics. */
[[nodiscard]] constexpr std::int64_t
NormScratchBytes(const FeatureExtent & extent)
{
  std::int64_t items = MomentParts(extent.voxels);
  std::int64_t pairs = items + 1; // one more for mean and scale
  while (items > 1)
  {
    items = MomentParts(items);
    pairs += items;
  }
  return pairs * extent.samples * extent.channels * static_cast<std::int64_t>(sizeof(Moments));
}

/** The steps of one normalization, VWidth channels an index where it is their common divisor: calls run(body) for one
 * body after the other, each of which needs the one before to be complete. */
template <int VWidth, typename T, typename TRun>
void
ForEachNormStepOfWidth(const NormForward<T> & norm, TRun && run)
{
  const FeatureExtent & extent = norm.extent;
  auto * moments = reinterpret_cast<Moments *>(norm.scratch);
  run(MomentsPoint<T, VWidth>{extent, norm.input, moments});
  std::int64_t voxelsPerItem = momentsFan;
  for (std::int64_t items = MomentParts(extent.voxels); items > 1; items = MomentParts(items))
  {
    Moments * const merged = moments + extent.samples * items * extent.channels;
    run(MergeMomentsPoint{extent, items, voxelsPerItem, moments, merged});
    moments = merged;
    voxelsPerItem *= momentsFan;
  }
  auto * const mean = reinterpret_cast<float *>(moments + extent.samples * extent.channels);
  float * const scale = mean + extent.samples * extent.channels;
  run(NormScalePoint{extent, moments, norm.weight, norm.eps, mean, scale});
  run(NormApplyPoint<T, VWidth>{extent, norm.input, norm.residual, mean, scale, norm.bias, norm.slope, norm.output});
}

template <typename T, typename TRun>
void
ForEachNormStep(const NormForward<T> & norm, TRun && run)
{
  if (norm.extent.channels % 4 == 0)
  {
    ForEachNormStepOfWidth<4>(norm, run);
  }
  else
  {
    ForEachNormStepOfWidth<1>(norm, run);
  }
}

} // namespace vox::kernels

#endif
