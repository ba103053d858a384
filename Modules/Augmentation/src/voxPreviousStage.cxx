// SPDX-License-Identifier: Apache-2.0
#include "voxPreviousStage.h"

#include "voxBinaryComponents.h"
#include "voxBinaryMorphology.h"

#include <numeric>
#include <utility>

namespace vox
{

namespace
{
/** Fisher-Yates. */
std::vector<std::size_t>
ShuffledIndices(std::size_t count, Random & random)
{
  std::vector<std::size_t> indices(count);
  std::iota(indices.begin(), indices.end(), std::size_t{0});
  for (std::size_t i = count; i > 1; --i)
  {
    const std::int64_t other = random.Integer(0, static_cast<std::int64_t>(i) - 1);
    std::swap(indices[i - 1], indices[static_cast<std::size_t>(other)]);
  }
  return indices;
}

BinaryVolume
ChangeShape(const BinaryVolume & mask, const Range & radius, Random & random)
{
  constexpr BinaryVolume (*operators[])(const BinaryVolume &, const StructuringElement &) = {Dilate, Erode, Close,
                                                                                             Open};
  const auto chosen = operators[random.Integer(0, std::ssize(operators) - 1)];
  const double drawn = random.Uniform(radius.low, radius.high);
  return chosen(mask, mask.Size().z == 1 ? DiskElement(drawn) : BallElement(drawn));
}

/** Clears the voxels of `mask` that `after` has and `before` has not. */
void
EraseGained(const BinaryVolume & before, const BinaryVolume & after, BinaryVolume & mask)
{
  for (std::size_t i = 0; i < mask.Words().size(); ++i)
  {
    mask.Words()[i] &= ~(after.Words()[i] & ~before.Words()[i]);
  }
}

void
RemoveComponent(BinaryVolume & mask, double largestShare, Random & random)
{
  const BinaryComponents components(mask);
  std::vector<std::size_t> candidates;
  for (std::size_t i = 0; i < components.Sizes().size(); ++i)
  {
    if (static_cast<double>(components.Sizes()[i]) < static_cast<double>(Product(mask.Size())) * largestShare)
    {
      candidates.push_back(i);
    }
  }
  if (!candidates.empty())
  {
    const std::int64_t drawn = random.Integer(0, std::ssize(candidates) - 1);
    components.Erase(candidates[static_cast<std::size_t>(drawn)], mask);
  }
}
} // namespace

std::vector<BinaryVolume>
PreviousStageMasks(const at::Tensor & previousStage, const std::vector<std::int64_t> & labels)
{
  const at::Tensor contiguous = previousStage.contiguous();
  const Zyx<std::int64_t> size{contiguous.size(0), contiguous.size(1), contiguous.size(2)};
  const std::span voxels(contiguous.const_data_ptr<std::int16_t>(), static_cast<std::size_t>(contiguous.numel()));
  std::vector<BinaryVolume> masks;
  for (const std::int64_t label : labels)
  {
    masks.push_back(VoxelsWithLabel(voxels, size, label));
  }
  return masks;
}

void
DisturbPreviousStage(std::vector<BinaryVolume> & masks, const AugmentationOptions & options, Random & random)
{
  if (!options.enabled || masks.empty())
  {
    return;
  }
  if (random.Bernoulli(options.previousStageMorphologyProbability))
  {
    for (const std::size_t chosen : ShuffledIndices(masks.size(), random))
    {
      if (!random.Bernoulli(options.previousStageMorphologyLabelProbability))
      {
        continue;
      }
      const BinaryVolume changed = ChangeShape(masks[chosen], options.previousStageMorphologyRadiusVoxels, random);
      for (std::size_t other = 0; other < masks.size(); ++other)
      {
        if (other != chosen)
        {
          EraseGained(masks[chosen], changed, masks[other]);
        }
      }
      masks[chosen] = changed;
    }
  }
  if (random.Bernoulli(options.previousStageRemovalProbability))
  {
    for (BinaryVolume & mask : masks)
    {
      if (random.Bernoulli(options.previousStageRemovalLabelProbability))
      {
        RemoveComponent(mask, options.previousStageRemovalLargestShare, random);
      }
    }
  }
}

} // namespace vox
