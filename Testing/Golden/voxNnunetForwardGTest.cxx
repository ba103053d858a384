// SPDX-License-Identifier: Apache-2.0
// The networks of nnU-Net's results folders, alone, against PyTorch.
#include "voxGoldenModels.h"
#include "voxNnunetFolder.h"
#include "voxNpy.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>

namespace vox
{
namespace
{

using testing::GoldenModel;

class NnunetForward : public ::testing::TestWithParam<GoldenModel>
{};

/** Tensors of 2D networks get the axis of slices. */
at::Tensor
WithDepth(const at::Tensor & tensor)
{
  return tensor.dim() == 4 ? tensor.unsqueeze(2) : tensor;
}

TEST_P(NnunetForward, EveryOutputEqualsPyTorchsToTenTimesTheFloatNoise)
{
  VOX_REQUIRE_SHARED(testing::goldenModels);
  const at::NoGradGuard noGrad;
  const auto arrays = testing::ReadNpz(GetParam().Expected() / "network_forward.npz");
  const Model model = ReadNnunetFolder(GetParam().Results());
  for (const bool channelsLast : {false, true})
  {
    Network network = model.MakeNetwork(0);
    network.SetDeepSupervision(true);
    if (channelsLast)
    {
      network.UseChannelsLast();
    }
    const std::vector<at::Tensor> outputs = network.Forward(WithDepth(arrays.at("input")));
    ASSERT_EQ(outputs.size() + 1, arrays.size());
    double largest = 0.0;
    for (std::size_t i = 0; i < outputs.size(); ++i)
    {
      const at::Tensor expected = WithDepth(arrays.at("out_" + std::to_string(i)));
      ASSERT_EQ(outputs[i].sizes(), expected.sizes()) << i;
      largest = std::max(largest, (outputs[i] - expected).abs().max().item<double>());
    }
    EXPECT_LE(largest, 10.0 * GetParam().forwardNoise) << (channelsLast ? "channels last" : "channels first");
    RecordProperty(channelsLast ? "channels_last" : "channels_first", fmt::format("{:.1e}", largest));
  }
}

INSTANTIATE_TEST_SUITE_P(All, NnunetForward,
                         ::testing::Values(testing::goldenM1, testing::goldenM2, testing::goldenM3,
                                           testing::goldenM4Lowres, testing::goldenM4Cascade, testing::goldenM5,
                                           testing::goldenM6, testing::goldenM7));

} // namespace
} // namespace vox
