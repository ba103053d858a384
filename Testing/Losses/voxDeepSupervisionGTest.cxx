// SPDX-License-Identifier: Apache-2.0
#include "voxDeepSupervision.h"
#include "voxExpectError.h"
#include "voxSharedFolder.h"

#include <ATen/ATen.h>

namespace
{

at::Tensor
MeanOfLogits(const at::Tensor & logits, const vox::LossTarget &)
{
  return logits.mean();
}

} // namespace

TEST(DeepSupervision, WeightsHalveLeaveTheCoarsestOutAndSumToOne)
{
  using ::testing::ElementsAre;
  EXPECT_THAT(vox::DeepSupervisionWeights(1), ElementsAre(1.0));
  EXPECT_THAT(vox::DeepSupervisionWeights(2), ElementsAre(1.0, 0.0));
  EXPECT_THAT(vox::DeepSupervisionWeights(4), ElementsAre(4.0 / 7.0, 2.0 / 7.0, 1.0 / 7.0, 0.0));
  EXPECT_TRUE(vox::DeepSupervisionWeights(0).empty());
}

TEST(DeepSupervision, WeightsAreThoseOfNnUNet)
{
  VOX_REQUIRE_SHARED("parity/transforms/deep_supervision.json");
  const vox::Json fixture = vox::ReadJson(vox::testing::SharedPath("parity/transforms/deep_supervision.json"));
  for (const auto & [outputs, expected] : fixture["weights_by_number_of_outputs"].items())
  {
    EXPECT_THAT(vox::DeepSupervisionWeights(std::stoul(outputs)),
                ::testing::Pointwise(::testing::DoubleNear(1e-15), expected.get<std::vector<double>>()));
  }
}

TEST(DeepSupervision, TheFirstTargetIsTheLabelsThemselves)
{
  const at::Tensor labels = at::randint(0, 3, {2, 4, 6, 8}, at::kLong);
  const std::vector<at::Tensor> outputs{at::zeros({2, 3, 4, 6, 8}), at::zeros({2, 3, 4, 3, 4})};
  const std::vector<at::Tensor> targets = vox::DeepSupervisionTargets(labels, outputs);
  ASSERT_EQ(targets.size(), 2u);
  EXPECT_TRUE(targets[0].is_same(labels));
  // The centre of a target voxel of two source voxels lies on the border between them and belongs to the second one.
  EXPECT_TRUE(targets[1].equal(labels.slice(2, 1, 6, 2).slice(3, 1, 8, 2)));
}

TEST(DeepSupervision, TargetsAreThoseOfNearestExactSamplingForAnySize)
{
  for (const std::int64_t source : {5, 6, 7, 12, 40, 56, 97, 160})
  {
    const at::Tensor labels = at::randint(0, 200, {1, source, 2, 3}, at::kLong);
    for (const std::int64_t target : {1, 2, 3, 5, 7, 10, 28, 40, 81})
    {
      const std::vector<at::Tensor> outputs{at::zeros({1, 2, target, 2, 3})};
      const at::Tensor expected =
          at::_upsample_nearest_exact3d(labels.to(at::kFloat).unsqueeze(1), {target, 2, 3}).squeeze(1).to(at::kLong);
      EXPECT_TRUE(vox::DeepSupervisionTargets(labels, outputs).front().equal(expected)) << source << " to " << target;
    }
  }
}

TEST(DeepSupervision, LossIsTheWeightedSumAndSkipsTheCoarsest)
{
  const at::Tensor labels = at::zeros({1, 8, 8, 8}, at::kLong);
  std::vector<at::Tensor> outputs{at::full({1, 2, 8, 8, 8}, 3.0), at::full({1, 2, 4, 4, 4}, 6.0),
                                  at::full({1, 2, 2, 2, 2}, 1000.0)};
  int calls = 0;
  const auto counted = [&](const at::Tensor & logits, const vox::LossTarget & target) {
    ++calls;
    EXPECT_EQ(target.labels.size(1), logits.size(2));
    return MeanOfLogits(logits, target);
  };
  EXPECT_NEAR(vox::DeepSupervisionLoss(outputs, labels, counted).item<double>(), 2.0 / 3.0 * 3.0 + 1.0 / 3.0 * 6.0,
              1e-6);
  EXPECT_EQ(calls, 2);
  outputs.resize(1);
  EXPECT_NEAR(vox::DeepSupervisionLoss(outputs, labels, counted).item<double>(), 3.0, 1e-6);
}

TEST(DeepSupervision, RefusesOutputsThatDoNotFit)
{
  const at::Tensor labels = at::zeros({1, 4, 4, 4}, at::kLong);
  const std::vector<at::Tensor> planar{at::zeros({1, 2, 4, 4})};
  VOX_EXPECT_ERROR((void)vox::DeepSupervisionTargets(labels, planar), vox::ErrorKind::BadInput,
                   "found an output of 4 axes and labels of 4");
  VOX_EXPECT_ERROR((void)vox::DeepSupervisionLoss({}, labels, MeanOfLogits), vox::ErrorKind::BadInput,
                   "found no outputs");
  const std::vector<at::Tensor> outputs{at::zeros({1, 2, 4, 4, 4}), at::zeros({1, 2, 2, 2, 2})};
  const std::vector<vox::LossTarget> targets(2, vox::LossTarget(labels));
  VOX_EXPECT_ERROR((void)vox::DeepSupervisionLoss(outputs, targets, MeanOfLogits), vox::ErrorKind::BadInput,
                   "found 2 targets, expected 1 for 2 outputs");
}
