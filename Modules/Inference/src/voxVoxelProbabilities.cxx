// SPDX-License-Identifier: Apache-2.0
#include "voxVoxelProbabilities.h"

#include "voxParallelFor.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace vox
{
namespace
{
constexpr std::int64_t grain = 16384;

/** One voxel, whose classes are `stride` values apart. */
void
Softmax(const float * logits, float * probabilities, std::int64_t classes, std::int64_t stride)
{
  float largest = logits[0];
  for (std::int64_t k = 1; k < classes; ++k)
  {
    largest = std::max(largest, logits[k * stride]);
  }
  float sum = 0.0F;
  for (std::int64_t k = 0; k < classes; ++k)
  {
    probabilities[k * stride] = std::exp(logits[k * stride] - largest);
    sum += probabilities[k * stride];
  }
  for (std::int64_t k = 0; k < classes; ++k)
  {
    probabilities[k * stride] /= sum;
  }
}

void
Sigmoid(const float * logits, float * probabilities, std::int64_t regions, std::int64_t stride)
{
  for (std::int64_t k = 0; k < regions; ++k)
  {
    probabilities[k * stride] = 1.0F / (1.0F + std::exp(-logits[k * stride]));
  }
}
} // namespace

at::Tensor
VoxelProbabilities(const at::Tensor & logits, bool areRegions, int threads)
{
  const at::Tensor dense = logits.contiguous();
  at::Tensor probabilities = at::empty_like(dense);
  const std::int64_t classes = dense.size(0);
  const std::int64_t voxels = dense.numel() / classes;
  const float * const from = dense.const_data_ptr<float>();
  float * const to = probabilities.mutable_data_ptr<float>();
  ParallelFor(0, voxels, grain, threads, [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t voxel = first; voxel < last; ++voxel)
    {
      (areRegions ? Sigmoid : Softmax)(from + voxel, to + voxel, classes, voxels);
    }
  });
  return probabilities;
}

} // namespace vox
