// SPDX-License-Identifier: Apache-2.0
// Prediction on a CUDA device, with the device's kernels compiled for the processor: torch's features lie in the same
// memory then, and every step but the device itself is the real one.
#include "voxStreamLabels.h"

#include "voxExpectError.h"
#include "voxRandomCase.h"

#include <ATen/ATen.h>

#include <gtest/gtest.h>

#include <limits>

namespace vox
{
namespace
{

/** The processor, which calls itself a device. */
ComputeDevice
EmulatedDevice()
{
  const kernels::CudaPresence presence = kernels::FindCudaKernels(VOX_EMULATED_CUDA_FOLDER);
  EXPECT_NE(presence.table, nullptr) << presence.missing;
  return {.name = "emulated", .kernels = presence.table};
}

Volume
LabelsOnDevice(const testing::RandomCase & example, const std::vector<FeatureNetwork> & networks)
{
  LabelGrid grid(example.record, example.rule);
  StreamLabels(networks, example.image, example.options, EmulatedDevice(), grid);
  return grid.Finish();
}

TEST(StreamLabels, AreThoseOfTheProcessor)
{
  std::int64_t voxels = 0;
  std::int64_t different = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed)
  {
    const testing::RandomCase example(seed);
    const Volume expected = example.NotStreamed();
    const Volume labels = LabelsOnDevice(example, example.networks);
    EXPECT_EQ(labels.geometry, expected.geometry) << seed;
    ASSERT_EQ(labels.voxels.sizes(), expected.voxels.sizes()) << seed;
    voxels += labels.voxels.numel();
    different += labels.voxels.ne(expected.voxels).sum().item<std::int64_t>();
  }
  // Sums are added in another order, so that classes that tie to the last bit may change places.
  EXPECT_LE(different, voxels / 10000) << "of " << voxels;
  EXPECT_GT(voxels, 50000);
}

TEST(StreamLabels, TakeBfloat16Features)
{
  const testing::RandomCase example(3);
  std::vector<FeatureNetwork> rounded = example.networks;
  for (std::size_t i = 0; i < rounded.size(); ++i)
  {
    const WindowFunction single = example.networks[i].features;
    rounded[i].features = [single](const at::Tensor & window) { return single(window).to(at::kBFloat16); };
  }
  const at::Tensor same = LabelsOnDevice(example, rounded).voxels.eq(example.NotStreamed().voxels);
  EXPECT_GT(same.to(at::kDouble).mean().item<double>(), 0.97);
}

TEST(StreamLabels, RefuseSumsThatAreNotFinite)
{
  const testing::RandomCase example(5);
  std::vector<FeatureNetwork> networks = example.networks;
  networks.front().head.weight = at::full_like(networks.front().head.weight, std::numeric_limits<float>::max());
  VOX_EXPECT_ERROR((void)LabelsOnDevice(example, networks), ErrorKind::BadModel, "exceed single precision");
}

TEST(StreamLabels, ForecastIsIndependentOfTheLengthOfTheImage)
{
  const testing::RandomCase example(7);
  const LabelGrid grid(example.record, example.rule);
  const LinearHead & head = example.networks.front().head;
  const auto total = [&](const at::Tensor & image) {
    return ForecastLabels(image, example.options, grid, head, 4).Total();
  };
  const at::Tensor patch = at::zeros({1, 40, 20, 20});
  EXPECT_EQ(total(patch), total(patch.repeat({1, 9, 1, 1})));
  EXPECT_GT(total(patch.repeat({1, 1, 2, 1})), total(patch));
}

} // namespace
} // namespace vox
