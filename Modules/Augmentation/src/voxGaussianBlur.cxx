// SPDX-License-Identifier: Apache-2.0
#include "voxGaussianBlur.h"

#include "voxReflectedIndex.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace vox
{

namespace
{
/** Correlates `values`, seen as [n, inner], along the first axis. With rows padded by reflection into `padded`, tap k
 * of every output element lies k * inner further, for any axis; so one loop over contiguous memory serves all three. */
void
Correlate(float * values, std::int64_t n, std::int64_t inner, const std::vector<float> & kernel,
          std::vector<float> & padded)
{
  const auto taps = static_cast<std::int64_t>(kernel.size());
  const std::int64_t radius = taps / 2;
  for (std::int64_t row = 0; row < n + 2 * radius; ++row)
  {
    std::copy_n(values + kernels::ReflectedIndex(row - radius, n) * inner, inner, padded.data() + row * inner);
  }
  constexpr std::int64_t block = 1024; // stays in the first-level cache for all taps
  for (std::int64_t begin = 0; begin < n * inner; begin += block)
  {
    const std::int64_t count = std::min(block, n * inner - begin);
    float * out = values + begin;
    const float * in = padded.data() + begin;
    std::fill_n(out, count, 0.0F);
    const float * weight = kernel.data();
    std::int64_t tap = 0;
    for (; tap + 4 <= taps; tap += 4, weight += 4, in += 4 * inner) // the sum of a voxel is loaded once for four taps
    {
      const auto [w0, w1, w2, w3] = std::array{weight[0], weight[1], weight[2], weight[3]};
      for (std::int64_t i = 0; i < count; ++i)
      {
        out[i] = (((out[i] + w0 * in[i]) + w1 * in[i + inner]) + w2 * in[i + 2 * inner]) + w3 * in[i + 3 * inner];
      }
    }
    for (; tap < taps; ++tap, ++weight, in += inner)
    {
      const float w = *weight;
      for (std::int64_t i = 0; i < count; ++i)
      {
        out[i] += w * in[i];
      }
    }
  }
}
} // namespace

std::vector<float>
GaussianKernel(double sigmaVoxels)
{
  const double wanted = 6.0 * sigmaVoxels + 0.5;
  auto taps = static_cast<std::int64_t>(std::nearbyint(wanted));
  if (taps % 2 == 0)
  {
    taps += wanted >= static_cast<double>(taps) ? 1 : -1;
  }
  taps = std::max<std::int64_t>(taps, 1);
  std::vector<double> kernel;
  double sum = 0.0;
  for (std::int64_t i = 0; i < taps; ++i)
  {
    const double x = static_cast<double>(i - taps / 2) / sigmaVoxels;
    kernel.push_back(std::exp(-0.5 * x * x));
    sum += kernel.back();
  }
  std::vector<float> normalized;
  for (const double weight : kernel)
  {
    normalized.push_back(static_cast<float>(weight / sum));
  }
  return normalized;
}

void
GaussianBlur(std::span<float> channel, const Zyx<std::int64_t> & size, const Zyx<double> & sigmaVoxels)
{
  std::vector<float> padded;
  std::int64_t inner = Product(size);
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    const std::int64_t n = size[axis];
    inner /= n;
    if (n == 1 || sigmaVoxels[axis] == 0.0)
    {
      continue;
    }
    const std::vector<float> kernel = GaussianKernel(sigmaVoxels[axis]);
    padded.resize(static_cast<std::size_t>((n + static_cast<std::int64_t>(kernel.size()) - 1) * inner));
    for (std::int64_t begin = 0; begin < Product(size); begin += n * inner)
    {
      Correlate(channel.data() + begin, n, inner, kernel, padded);
    }
  }
}

} // namespace vox
