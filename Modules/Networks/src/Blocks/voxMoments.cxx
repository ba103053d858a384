// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxMoments.h"

#include "voxTargetClones.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace vox
{

VOX_TARGET_CLONES void
BlockMoments(std::int64_t voxels, std::int64_t channels, const float * input, float * mean, float * squares)
{
  std::fill_n(mean, channels, 0.0F);
  std::fill_n(squares, channels, 0.0F);
  // Relative to the first voxel: sums of values far from zero would lose their last digits.
  for (std::int64_t v = 1; v < voxels; ++v)
  {
    for (std::int64_t c = 0; c < channels; ++c)
    {
      mean[c] += input[v * channels + c] - input[c];
    }
  }
  const float share = 1.0F / static_cast<float>(voxels);
  for (std::int64_t c = 0; c < channels; ++c)
  {
    mean[c] = input[c] + mean[c] * share;
  }
  for (std::int64_t v = 0; v < voxels; ++v)
  {
    for (std::int64_t c = 0; c < channels; ++c)
    {
      const float difference = input[v * channels + c] - mean[c];
      squares[c] += difference * difference;
    }
  }
}

VOX_TARGET_CLONES void
MergeMoments(const MomentBlocks & blocks, double eps, float * mean, float * inverseDeviation)
{
  std::vector<double> average(static_cast<std::size_t>(blocks.channels), 0.0);
  std::vector<double> squares(static_cast<std::size_t>(blocks.channels), 0.0);
  double count = 0.0;
  for (std::int64_t block = 0; block < blocks.blocks; ++block)
  {
    const float * const means = blocks.moments + 2 * block * blocks.channels;
    const float * const squaresOfBlock = means + blocks.channels;
    const auto added = static_cast<double>(std::min(blocks.perBlock, blocks.voxels - block * blocks.perBlock));
    const double share = added / (count + added);
    for (std::size_t c = 0; c < average.size(); ++c)
    {
      const double difference = means[c] - average[c];
      average[c] += difference * share;
      squares[c] += squaresOfBlock[c] + difference * difference * count * share;
    }
    count += added;
  }
  for (std::size_t c = 0; c < average.size(); ++c)
  {
    mean[c] = static_cast<float>(average[c]);
    inverseDeviation[c] = static_cast<float>(1.0 / std::sqrt(squares[c] / count + eps));
  }
}

} // namespace vox
