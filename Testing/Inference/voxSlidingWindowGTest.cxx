// SPDX-License-Identifier: Apache-2.0
#include "voxSlidingWindow.h"
#include "voxStreamLogits.h"

#include "voxExpectError.h"
#include "voxJson.h"
#include "voxSharedFolder.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <gmock/gmock.h>

#include <atomic>
#include <limits>

namespace vox
{
namespace
{

using ::testing::ElementsAre;

at::Tensor
RandomImage(at::IntArrayRef sizes, std::uint64_t seed = 1)
{
  return at::randn(sizes, at::make_generator<at::CPUGeneratorImpl>(seed), at::kFloat);
}

SlidingWindowOptions
Windows(const Zyx<std::int64_t> & patchSize, std::vector<int> mirrorAxes = {}, bool gaussian = true)
{
  SlidingWindowOptions options;
  options.patchSize = patchSize;
  options.mirrorAxes = std::move(mirrorAxes);
  options.gaussian = gaussian;
  return options;
}

RunContext
OnThreads(int threads)
{
  RunContext context;
  context.threads = threads;
  return context;
}

at::Tensor
Identity(const at::Tensor & window)
{
  return window;
}

double
LargestDifference(const at::Tensor & a, const at::Tensor & b)
{
  return (a - b).abs().max().item<double>();
}

TEST(SlidingWindow, AConstantNetworkGivesItsConstantsExactly)
{
  const auto network = [](const at::Tensor & window) {
    at::Tensor logits = at::full({1, 2, window.size(2), window.size(3), window.size(4)}, 0.5F);
    logits.select(1, 1).fill_(-2.0F);
    return logits;
  };
  const at::Tensor logits = SlidingWindowLogits(network, RandomImage({1, 13, 9, 11}), Windows({4, 6, 5}, {0, 1, 2}));
  EXPECT_THAT(logits.sizes(), ElementsAre(2, 13, 9, 11));
  EXPECT_EQ(logits.scalar_type(), at::kFloat);
  EXPECT_TRUE(logits[0].equal(at::full({13, 9, 11}, 0.5F)));
  EXPECT_TRUE(logits[1].equal(at::full({13, 9, 11}, -2.0F)));
}

TEST(SlidingWindow, AVoxelwiseNetworkGivesTheSameAsOnTheWholeImage)
{
  const auto network = [](const at::Tensor & window) { return at::cat({window.square(), window.sin()}, 1); };
  const std::vector<Zyx<std::int64_t>> patches{{1, 1, 1}, {1, 6, 5}, {3, 3, 3}, {4, 8, 2}, {7, 9, 16}, {20, 20, 20}};
  std::uint64_t seed = 0;
  for (const auto & patch : patches)
  {
    for (const double step : {0.3, 0.5, 1.0})
    {
      for (const bool gaussian : {false, true})
      {
        const at::Tensor image = RandomImage({2, 7, 9, 11}, ++seed);
        const at::Tensor logits = SlidingWindowLogits(network, image, {patch, step, gaussian, {0, 1, 2}});
        EXPECT_TRUE(logits.allclose(network(image.unsqueeze(0))[0], 1e-6, 1e-6));
      }
    }
  }
}

TEST(SlidingWindow, ANetworkThatReturnsItsInputLeavesTheImageAlone)
{
  const at::Tensor image = RandomImage({1, 4, 4, 4});
  const at::Tensor before = image.clone();
  const at::Tensor logits = SlidingWindowLogits(Identity, image, Windows({4, 4, 4}, {0, 1, 2}, false));
  EXPECT_TRUE(image.equal(before));
  EXPECT_LT(LargestDifference(logits, before), 1e-6);
  EXPECT_NE(logits.data_ptr(), image.data_ptr());
}

TEST(SlidingWindow, TheBlendOfTwoWindowsIsWeightedByTheirGaussians)
{
  int calls = 0;
  const auto network = [&](const at::Tensor & window) { return at::full_like(window, static_cast<float>(calls++)); };
  const at::Tensor image = at::zeros({1, 1, 1, 12});
  const at::Tensor blended = SlidingWindowLogits(network, image, Windows({1, 1, 8}));
  ASSERT_EQ(calls, 2); // windows at 0 and 4
  const at::Tensor weights = GaussianWeights({1, 1, 8}).flatten();
  for (int i = 0; i < 12; ++i)
  {
    const double first = i < 8 ? weights[i].item<double>() : 0.0;
    const double second = i >= 4 ? weights[i - 4].item<double>() : 0.0;
    EXPECT_NEAR(blended[0][0][0][i].item<double>(), second / (first + second), 1e-6);
  }
  calls = 0;
  const at::Tensor even = SlidingWindowLogits(network, image, Windows({1, 1, 8}, {}, false));
  EXPECT_TRUE(even.flatten().equal(at::tensor({0.F, 0.F, 0.F, 0.F, .5F, .5F, .5F, .5F, 1.F, 1.F, 1.F, 1.F})));
}

TEST(SlidingWindow, TheOrderOfWindowsDoesNotMatter)
{
  // Flipping the image reverses the order of the windows; a network and a weighting that commute with the flip must
  // then give the flipped result. The odd patch makes the Gaussian symmetric, the sizes make the starts so.
  const at::Tensor kernel = RandomImage({2, 1, 3, 3, 3}, 5);
  const at::Tensor symmetric = kernel + kernel.flip({2, 3, 4});
  const auto network = [&](const at::Tensor & window) { return at::conv3d(window, symmetric, {}, 1, 1).tanh(); };
  const at::Tensor image = RandomImage({1, 13, 17, 9}, 6);
  SlidingWindowOptions options = Windows({5, 5, 5});
  options.step = 0.4;
  const at::Tensor forward = SlidingWindowLogits(network, image, options, OnThreads(1));
  const at::Tensor backward =
      SlidingWindowLogits(network, image.flip({1, 2, 3}), options, OnThreads(1)).flip({1, 2, 3});
  EXPECT_LT(LargestDifference(forward, backward), 1e-5);
}

TEST(SlidingWindow, WindowsComeInTheOrderZYX)
{
  const at::Tensor image = at::arange(2 * 2 * 3, at::kFloat).view({1, 2, 2, 3});
  std::vector<float> seen;
  const auto network = [&](const at::Tensor & window) {
    seen.push_back(window.item<float>());
    return window;
  };
  (void)SlidingWindowLogits(network, image, Windows({1, 1, 1}));
  EXPECT_THAT(seen, ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
}

TEST(SlidingWindow, In2DEverySliceIsPredictedSeparately)
{
  int calls = 0;
  const auto sliceMean = [&](const at::Tensor & window) {
    ++calls;
    return at::zeros_like(window) + window.mean();
  };
  const at::Tensor image = RandomImage({1, 5, 6, 8});
  const at::Tensor logits = SlidingWindowLogits(sliceMean, image, Windows({1, 6, 8}));
  EXPECT_EQ(calls, 5);
  EXPECT_LT(LargestDifference(logits, image.mean({2, 3}, true).expand_as(image)), 1e-6);
}

/** Depends on the position in the window alone: z + 10 y + 100 x. */
at::Tensor
Position(const at::Tensor & window)
{
  const auto ramp = [&](std::int64_t axis) { return at::arange(window.size(axis), at::kFloat); };
  return (ramp(2).view({-1, 1, 1}) + 10 * ramp(3).view({-1, 1}) + 100 * ramp(4)).expand({1, 1, -1, -1, -1});
}

TEST(SlidingWindow, MirroringAveragesAnAsymmetricFunctionOverAllSubsetsOfTheAxes)
{
  const at::Tensor image = RandomImage({1, 4, 6, 8});
  const at::Tensor plain = Position(image.unsqueeze(0))[0];
  SlidingWindowOptions options = Windows({4, 6, 8}, {}, false);
  EXPECT_TRUE(SlidingWindowLogits(Position, image, options).equal(plain));
  options.mirrorAxes = {2};
  EXPECT_LT(LargestDifference(SlidingWindowLogits(Position, image, options), 0.5 * (plain + plain.flip({3}))), 1e-4);
  options.mirrorAxes = {0, 1, 2};
  EXPECT_LT(LargestDifference(SlidingWindowLogits(Position, image, options), at::full_like(plain, 1.5 + 25.0 + 350.0)),
            1e-4);
}

TEST(SlidingWindow, MirroringFlipsTheInputOnceForEachSubset)
{
  const at::Tensor image = RandomImage({1, 2, 3, 4});
  std::vector<at::Tensor> inputs;
  const auto network = [&](const at::Tensor & window) {
    inputs.push_back(window.clone());
    return window;
  };
  const at::Tensor logits = SlidingWindowLogits(network, image, Windows({2, 3, 4}, {0, 1, 2}));
  ASSERT_EQ(inputs.size(), 8u);
  std::vector<bool> found(8, false);
  for (const at::Tensor & input : inputs)
  {
    for (std::size_t bits = 0; bits < 8; ++bits)
    {
      std::vector<std::int64_t> axes;
      for (std::size_t axis = 0; axis < 3; ++axis)
      {
        if ((bits >> axis & 1U) != 0U)
        {
          axes.push_back(static_cast<std::int64_t>(axis) + 1);
        }
      }
      found[bits] = found[bits] || input[0].equal(image.flip(axes));
    }
  }
  EXPECT_THAT(found, ::testing::Each(true));
  EXPECT_LT(LargestDifference(logits, image), 1e-6);

  inputs.clear();
  (void)SlidingWindowLogits(network, image[0].narrow(0, 0, 1).unsqueeze(0), Windows({1, 3, 4}, {0, 1, 2}));
  EXPECT_EQ(inputs.size(), 4u); // z has one voxel: nothing to mirror
}

TEST(SlidingWindow, HalfPrecisionSumsAreRoundedAfterEachWindow)
{
  const at::Tensor image = RandomImage({1, 1, 4, 10});
  SlidingWindowOptions options = Windows({1, 4, 6});
  options.step = 0.4;
  options.halfPrecisionSums = true;
  const auto scaled = [](const at::Tensor & window) { return 3.1 * window; };
  const at::Tensor weights = GaussianWeights(options.patchSize)[0];
  at::Tensor sum = at::zeros({4, 10});
  at::Tensor weightSum = at::zeros({4, 10});
  for (const std::int64_t x : WindowStarts(10, 6, options.step))
  {
    const at::Tensor product = 3.1 * image[0][0].narrow(1, x, 6) * weights;
    at::Tensor part = sum.narrow(1, x, 6);
    part.copy_((part + product).to(at::kHalf));
    at::Tensor weightPart = weightSum.narrow(1, x, 6);
    weightPart.copy_((weightPart + weights).to(at::kHalf));
  }
  const at::Tensor logits = SlidingWindowLogits(scaled, image, options);
  EXPECT_EQ(logits.scalar_type(), at::kHalf);
  EXPECT_TRUE(logits[0][0].equal((sum / weightSum).to(at::kHalf)));
  options.halfPrecisionSums = false;
  EXPECT_GT(LargestDifference(logits, SlidingWindowLogits(scaled, image, options)), 1e-4) << "rounding shows";
}

TEST(SlidingWindow, HalfPrecisionSumsThatOverflowAreRefused)
{
  SlidingWindowOptions options = Windows({2, 3, 4});
  options.halfPrecisionSums = true;
  const auto large = [](const at::Tensor & window) { return at::full_like(window, 5e4); };
  VOX_EXPECT_ERROR((void)SlidingWindowLogits(large, RandomImage({1, 2, 3, 4}), options), ErrorKind::BadModel,
                   "exceed half precision");
}

TEST(SlidingWindow, AnImageSmallerThanThePatchIsPaddedCentrallyAndCutBack)
{
  const at::Tensor image = RandomImage({1, 3, 5, 8}).abs() + 1.0;
  at::Tensor seen;
  const auto network = [&](const at::Tensor & window) {
    seen = window.clone();
    return window;
  };
  const at::Tensor logits = SlidingWindowLogits(network, image, Windows({8, 8, 8}));
  EXPECT_LT(LargestDifference(logits, image), 1e-6);
  at::Tensor expected = at::zeros({8, 8, 8});
  expected.slice(0, 2, 5).slice(1, 1, 6).copy_(image[0]); // 5 missing: 2 below, 3 above; 3 missing: 1 below, 2 above
  EXPECT_TRUE(seen[0][0].equal(expected));
}

TEST(SlidingWindow, PadsAsNnUNetDoes)
{
  VOX_REQUIRE_SHARED("parity/transforms/padding.json");
  for (const Json & example : ReadJson(testing::SharedPath("parity/transforms/padding.json")))
  {
    const auto shape = example["shape"].get<std::vector<std::int64_t>>();
    const auto patch = example["new_shape"].get<std::vector<std::int64_t>>();
    at::Tensor first;
    std::size_t calls = 0;
    const auto network = [&](const at::Tensor & window) {
      ++calls;
      first = first.defined() ? first : window.clone();
      return window;
    };
    const at::Tensor logits =
        SlidingWindowLogits(network, at::ones(shape), Windows({patch[0], patch[1], patch[2]}), OnThreads(1));
    EXPECT_EQ(logits.sizes().vec(), shape);
    // The first window starts at 0 of the padded image, so its ones begin where the image does.
    at::Tensor expected = at::zeros_like(first);
    at::Tensor inside = expected;
    std::size_t windows = 1;
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      windows *= WindowStarts(example["result_shape"][axis + 1], patch[axis], 0.5).size();
      const auto & slice = example["slicer"][axis + 1];
      inside = inside.slice(static_cast<std::int64_t>(axis) + 2, slice[0].get<std::int64_t>(),
                            std::min(slice[1].get<std::int64_t>(), patch[axis]));
    }
    inside.fill_(1.0);
    EXPECT_TRUE(first.equal(expected)) << example.dump();
    EXPECT_EQ(calls, windows) << example.dump();
  }
}

TEST(SlidingWindow, GivesTheSameOnOneAndOnSeveralThreadsAndRestoresTheNumber)
{
  const at::Tensor kernel = RandomImage({3, 1, 3, 3, 3}, 3);
  const auto network = [&](const at::Tensor & window) { return at::conv3d(window, kernel, {}, 1, 1); };
  const at::Tensor image = RandomImage({1, 20, 18, 22}, 4);
  const SlidingWindowOptions options = Windows({8, 8, 8}, {0, 1, 2});
  const int before = at::get_num_threads();
  const at::Tensor one = SlidingWindowLogits(network, image, options, OnThreads(1));
  int used = 0;
  const auto counting = [&](const at::Tensor & window) {
    used = at::get_num_threads();
    return network(window);
  };
  const at::Tensor three = SlidingWindowLogits(counting, image, options, OnThreads(3));
  EXPECT_EQ(used, 3);
  EXPECT_EQ(at::get_num_threads(), before);
  EXPECT_LT(LargestDifference(one, three), 1e-5);
}

TEST(SlidingWindow, NeedsNoGradients)
{
  const at::Tensor weight = at::ones({1}, at::TensorOptions().dtype(at::kFloat).requires_grad(true));
  bool recorded = true;
  const auto network = [&](const at::Tensor & window) {
    const at::Tensor logits = window * weight;
    recorded = logits.requires_grad();
    return logits;
  };
  const at::Tensor logits = SlidingWindowLogits(network, RandomImage({1, 4, 4, 4}), Windows({4, 4, 4}));
  EXPECT_FALSE(recorded);
  EXPECT_FALSE(logits.requires_grad());
}

TEST(SlidingWindow, ReportsEachWindowAndEndsAtOne)
{
  std::vector<double> fractions;
  RunContext context;
  context.onProgress = [&](double fraction, std::string_view) { fractions.push_back(fraction); };
  (void)SlidingWindowLogits(Identity, RandomImage({1, 1, 1, 12}), Windows({1, 1, 4}), context);
  EXPECT_THAT(fractions, ElementsAre(0.2, 0.4, 0.6, 0.8, 1.0));
}

TEST(SlidingWindow, StopsBeforeTheNextWindowWhenCancelled)
{
  std::atomic<bool> cancelled{false};
  int calls = 0;
  const auto network = [&](const at::Tensor & window) {
    cancelled = ++calls == 2;
    return window;
  };
  RunContext context;
  context.cancelled = &cancelled;
  const int threads = at::get_num_threads();
  context.threads = threads + 1;
  EXPECT_THROW((void)SlidingWindowLogits(network, RandomImage({1, 1, 1, 12}), Windows({1, 1, 4}), context), Cancelled);
  EXPECT_EQ(calls, 2);
  EXPECT_EQ(at::get_num_threads(), threads);
}

TEST(SlidingWindow, NamesTheWindowWithNonFiniteLogits)
{
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()})
  {
    int calls = 0;
    const auto network = [&](const at::Tensor & window) { return ++calls == 3 ? window + bad : window; };
    VOX_EXPECT_ERROR((void)SlidingWindowLogits(network, RandomImage({1, 1, 4, 12}), Windows({1, 4, 4})),
                     ErrorKind::BadModel, "NaN or infinity in the window at voxel (0, 0, 4)");
  }
}

TEST(SlidingWindow, RefusesAnImageThatIsNotFiniteOrNotFourDimensional)
{
  at::Tensor image = RandomImage({1, 4, 4, 4});
  image[0][1][2][3] = std::numeric_limits<float>::quiet_NaN();
  VOX_EXPECT_ERROR((void)SlidingWindowLogits(Identity, image, Windows({4, 4, 4})), ErrorKind::BadInput,
                   "1 voxels with NaN or infinity");
  VOX_EXPECT_ERROR((void)SlidingWindowLogits(Identity, image[0], Windows({4, 4, 4})), ErrorKind::BadInput,
                   "[4, 4, 4], expected [C, D, H, W]");
}

TEST(SlidingWindow, RefusesLogitsOfAnotherSize)
{
  const auto network = [](const at::Tensor & window) { return window.narrow(4, 0, 2); };
  VOX_EXPECT_ERROR((void)SlidingWindowLogits(network, RandomImage({1, 4, 4, 4}), Windows({4, 4, 4})),
                   ErrorKind::Internal, "[1, 1, 4, 4, 2] for a window of [1, 1, 4, 4, 4]");
}

TEST(SlidingWindow, RefusesBadOptions)
{
  const at::Tensor image = RandomImage({1, 4, 4, 4});
  VOX_EXPECT_ERROR((void)SlidingWindowLogits(Identity, image, Windows({0, 4, 4})), ErrorKind::Usage, "0 x 4 x 4");
  VOX_EXPECT_ERROR((void)SlidingWindowLogits(Identity, image, {{4, 4, 4}, 2.0, true, {}}), ErrorKind::Usage,
                   "window step: found 2");
}

TEST(SlidingWindow, SurroundsTheImageByItsMirrorImageForANetworkWithAMargin)
{
  const at::Tensor weight = at::randn({2, 1, 3, 5, 3});
  const auto network = [&](const at::Tensor & window) { return at::conv3d(window, weight); };
  for (const Zyx<std::int64_t> & size : {Zyx<std::int64_t>{9, 11, 10}, Zyx<std::int64_t>{3, 4, 3}})
  {
    const at::Tensor image = RandomImage({1, size.z, size.y, size.x});
    SlidingWindowOptions options = Windows({4, 6, 5}); // larger than the second image
    options.margin = {1, 2, 1};
    const at::Tensor surrounded = at::reflection_pad3d(image.unsqueeze(0), {1, 1, 2, 2, 1, 1});
    const at::Tensor expected = at::conv3d(surrounded, weight)[0];
    EXPECT_LE((SlidingWindowLogits(network, image, options) - expected).abs().max().item<double>(), 1e-4);
    const FeatureNetwork parts{network, {at::eye(2), at::zeros({2})}, nullptr, nullptr};
    const at::Tensor streamed = CollectLogits({parts}, image, options, kernels::RingType::Float32);
    EXPECT_LE((streamed - expected).abs().max().item<double>(), 1e-4);
  }
}

} // namespace
} // namespace vox
