// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxPatchConvolution.h"
#include "voxFeatureTensors.h"

#include <ATen/ATen.h>

#include <gtest/gtest.h>

namespace
{

using vox::testing::ChannelsLast;
using vox::testing::RelativeDifference;

using Size = vox::Zyx<std::int64_t>;

/** Stride, input channels, width: one channel is gathered, 160 do not fit one pass over the five taps, and rows of two
 * voxels are narrower than the kernel. */
class PatchConvolution : public ::testing::TestWithParam<std::tuple<Size, std::int64_t, std::int64_t>>
{};

} // namespace

TEST_P(PatchConvolution, IsTheConvolutionUpToRounding)
{
  const auto [stride, channels, width] = GetParam();
  const at::Tensor input = ChannelsLast(at::randn({1, channels, 5, 6, width}));
  const at::Tensor weight = at::randn({20, channels, 3, 1, 5});
  const at::Tensor bias = at::randn({20});
  const at::Tensor expected = at::conv3d(input.to(at::kDouble), weight.to(at::kDouble), bias.to(at::kDouble),
                                         {stride.z, stride.y, stride.x}, {1, 0, 2});
  const at::Tensor ordered = weight.permute({0, 2, 3, 4, 1}).contiguous();
  const vox::PatchWeights weights(ordered.const_data_ptr<float>(), bias.const_data_ptr<float>(), 20, channels,
                                  {3, 1, 5});
  const at::Tensor found = ChannelsLast(at::empty(expected.sizes(), at::kFloat));
  const at::Tensor moments = at::empty({expected.size(2) * expected.size(3), 2, 20});
  vox::PatchConvolution(weights, {5, 6, width}, stride, input.const_data_ptr<float>(), found.data_ptr<float>(),
                        moments.data_ptr<float>());
  EXPECT_LE(RelativeDifference(found, expected), 1e-5);
  const at::Tensor mean = expected.permute({0, 2, 3, 4, 1}).flatten(0, 2).mean(1);
  EXPECT_LE(RelativeDifference(moments.select(1, 0), mean), 1e-5);
}

INSTANTIATE_TEST_SUITE_P(Strides, PatchConvolution,
                         ::testing::Combine(::testing::Values(Size{1, 1, 1}, Size{2, 2, 2}, Size{1, 2, 2},
                                                              Size{3, 1, 2}, Size{1, 1, 4}),
                                            ::testing::Values(1, 5, 24, 160), ::testing::Values(29, 64, 2)));
