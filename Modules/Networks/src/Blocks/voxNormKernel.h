// SPDX-License-Identifier: Apache-2.0
#ifndef voxNormKernel_h
#define voxNormKernel_h

#include <cstdint>

namespace vox
{

/** Features in channels-last order, float32 or, where a function is a template, bf16: sample n, voxel v, channel c lie
 * at (n * voxels + v) * channels + c. Numbers per sample and channel lie at n * channels + c. */
struct NormExtent
{
  std::int64_t samples;
  std::int64_t voxels;
  std::int64_t channels;
};

/** Mean and 1 / sqrt(variance + eps) over the voxels of each sample and channel. Blocks of fixed size are summed in two
 * passes and merged by MergeMoments, so the result is that of any number of threads. */
template <typename TInput>
void NormStatistics(const NormExtent & extent, const TInput * input, double eps, float * mean,
                    float * inverseDeviation);

/** output = activation((input - mean) * scale + shift + residual); scale per sample and channel, shift per channel. The
 * activation multiplies negative values by `slope`; `residual` may be null, `output` may be `input`. Computed in
 * float32. */
template <typename TInput, typename TOutput>
void NormForward(const NormExtent & extent, const TInput * input, const TOutput * residual, const float * mean,
                 const float * scale, const float * shift, float slope, TOutput * output);

} // namespace vox

#endif
