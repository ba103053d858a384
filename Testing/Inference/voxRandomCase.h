// SPDX-License-Identifier: Apache-2.0
#ifndef voxRandomCase_h
#define voxRandomCase_h

#include "voxLabelSink.h"
#include "voxPreprocess.h"
#include "voxRandom.h"
#include "voxStreamLogits.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <vector>

namespace vox::testing
{

inline at::Tensor
Noise(at::IntArrayRef sizes, std::uint64_t seed)
{
  return at::randn(sizes, at::make_generator<at::CPUGeneratorImpl>(seed), at::kFloat);
}

/** A network that depends on its surroundings and on where in the window a voxel lies, as real ones do at the faces. */
inline FeatureNetwork
ConvolutionNetwork(std::int64_t features, std::int64_t classes, std::uint64_t seed, bool isFlat = false)
{
  const std::int64_t depth = isFlat ? 1 : 3;
  const at::Tensor kernel = Noise({features, 1, depth, 3, 3}, seed);
  return {[kernel, depth](const at::Tensor & window) {
            return at::conv3d(window, kernel, {}, 1, {depth / 2, 1, 1}).tanh();
          },
          {Noise({classes, features}, seed + 1), Noise({classes}, seed + 2)},
          nullptr,
          nullptr};
}

/** Everything that differs from case to case, drawn at random. */
struct RandomCase
{
  explicit RandomCase(std::uint64_t seed)
  {
    Random random(seed);
    const auto integer = [&](std::int64_t low, std::int64_t high) { return random.Integer(low, high); };
    const bool isFlat = random.Bernoulli(0.25);
    options.patchSize = {isFlat ? 1 : integer(2, 8), integer(2, 9), integer(2, 9)};
    options.step = random.Uniform(0.2, 1.0);
    options.gaussian = random.Bernoulli(0.8);
    for (int axis = 0; axis < 3; ++axis)
    {
      if (random.Bernoulli(0.4))
      {
        options.mirrorAxes.push_back(axis);
      }
    }
    const auto classes = integer(2, 120);
    areRegions = random.Bernoulli(0.3);
    const auto folds = static_cast<std::uint64_t>(integer(1, 2));
    for (std::uint64_t fold = 0; fold < folds; ++fold)
    {
      networks.push_back(ConvolutionNetwork(integer(3, 9), classes, 1000 * seed + 10 * fold, isFlat));
    }
    image = Noise({1, integer(1, 19), integer(1, 17), integer(1, 17)}, seed);
    rule.channels = classes;
    for (std::int64_t k = 0; areRegions && k < classes; ++k)
    {
      rule.regionValues.push_back(integer(1, 400));
    }
    MakeRecord(random);
  }

  /** A grid of the file in another order of axes, spacing and size, with zeros around the crop. */
  void
  MakeRecord(Random & random)
  {
    ImageGeometry & reordered = record.reordered;
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      const std::int64_t network = image.size(static_cast<std::int64_t>(axis) + 1);
      const std::int64_t below = random.Integer(0, 2);
      const std::int64_t inside =
          std::max<std::int64_t>(1, static_cast<std::int64_t>(static_cast<double>(network) * random.Uniform(0.5, 2.3)));
      record.crop.lower[axis] = below;
      record.crop.upper[axis] = below + inside;
      reordered.size[axis] = below + inside + random.Integer(0, 2);
      reordered.spacingMm[axis] = random.Bernoulli(0.2) ? 5.0 : random.Uniform(0.5, 1.0);
    }
    record.order.flipped = {random.Bernoulli(0.5), random.Bernoulli(0.5), random.Bernoulli(0.5)};
    const std::array<std::array<int, 3>, 3> orders{{{0, 1, 2}, {2, 0, 1}, {1, 0, 2}}};
    record.order.source = orders[static_cast<std::size_t>(random.Integer(0, 2))];
    record.original = Reordered(reordered, Inverse(record.order));
    record.resampled = Resized(Cropped(reordered, record.crop), {image.size(1), image.size(2), image.size(3)});
    record.targetSpacingMm = record.resampled.spacingMm;
    record.probabilities = {static_cast<int>(random.Integer(0, 1)), static_cast<int>(random.Integer(0, 1)),
                            std::nullopt};
  }

  [[nodiscard]] Volume
  Streamed(std::int64_t slabBytes, int threads) const
  {
    RunContext context;
    context.threads = threads;
    LabelSink sink(record, rule, slabBytes);
    StreamLogits(networks, image, options, kernels::RingType::Float32,
                 {[&](std::int64_t wanted) { return sink.Prepare(wanted); }, [&] { sink.Accept(context); }}, context);
    return sink.Finish();
  }

  /** All logits first, then all labels. */
  [[nodiscard]] Volume
  NotStreamed() const
  {
    const at::Tensor logits = CollectLogits(networks, image, options, kernels::RingType::Float32);
    return areRegions ? InvertRegions(logits, rule.regionValues, record) : InvertLogits(logits, record);
  }

  SlidingWindowOptions options;
  std::vector<FeatureNetwork> networks;
  at::Tensor image;
  LabelRule rule;
  bool areRegions = false;
  PreprocessRecord record;
};

} // namespace vox::testing

#endif
