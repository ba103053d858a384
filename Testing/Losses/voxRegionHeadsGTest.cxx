// SPDX-License-Identifier: Apache-2.0
// Overlap losses under a sigmoid: MONAI's values, and those of two classes under a softmax where there is one region.
#include "voxExpectError.h"
#include "voxLossExamples.h"
#include "voxLossRegistry.h"
#include "voxNpy.h"
#include "voxSharedFolder.h"

#include <algorithm>
#include <cmath>

namespace
{

using vox::Json;
using vox::testing::FourLabels;
using vox::testing::OneHead;
using vox::testing::ReadNpy;
using vox::testing::SharedPath;

} // namespace

TEST(RegionHeads, OfOneRegionAreTheForegroundOfTwoClasses)
{
  const Json region{{"regions", Json::array({Json::array({1})})}, {"smooth", 0.25}, {"batch", false}};
  const Json classes{{"smooth", 0.25}, {"batch", false}, {"include_background", false}};
  for (const std::string name : {"dice", "tversky", "focal-tversky", "jaccard", "log-cosh-dice"})
  {
    at::Tensor head = OneHead().requires_grad_();
    const at::Tensor loss = vox::MakeLoss("region-" + name, region)(head, FourLabels());
    loss.backward();
    at::Tensor logits = at::cat({at::zeros_like(OneHead()), OneHead()}, 1).requires_grad_();
    const at::Tensor expected = vox::MakeLoss(name, classes)(logits, FourLabels());
    expected.backward();
    EXPECT_NEAR(loss.item<double>(), expected.item<double>(), 1e-12) << name;
    EXPECT_LE((head.grad() - logits.grad().slice(1, 1)).abs().max().item<double>(), 1e-12) << name;
  }
}

TEST(RegionHeads, SquareTheProbabilityWhereAsked)
{
  const Json options{{"regions", Json::array({Json::array({1})})}, {"smooth", 0}, {"squared", true}};
  EXPECT_NEAR(vox::MakeLoss("region-dice", options)(OneHead(), FourLabels()).item<double>(), 0.257143, 1e-6);
}

TEST(RegionHeads, MayOverlap)
{
  // Label 1 is in both regions, label 2 in the second only; the loss is the mean of those of each region by itself.
  const at::Tensor labels = at::tensor({0, 1, 2, 1}, at::kLong).view({1, 1, 1, 4});
  const at::Tensor logits = at::randn({1, 2, 1, 1, 4}, at::kDouble);
  const auto value = [](const at::Tensor & heads, const at::Tensor & target, const Json & regions) {
    return vox::MakeLoss("region-dice", {{"regions", regions}})(heads, target).item<double>();
  };
  const double both = value(logits, labels, Json::array({Json::array({1}), Json::array({1, 2})}));
  const double first = value(logits.slice(1, 0, 1), (labels == 1).to(at::kLong), Json::array({Json::array({1})}));
  const double second = value(logits.slice(1, 1), (labels > 0).to(at::kLong), Json::array({Json::array({1})}));
  EXPECT_NEAR(both, (first + second) / 2.0, 1e-12);
}

TEST(RegionHeads, HaveTheValuesAndGradientsOfMonai)
{
  VOX_REQUIRE_SHARED("parity/numeric/losses");
  const auto folder = SharedPath("parity/numeric/losses");
  const Json options{{"regions", Json::array({Json::array({1})})}, {"batch", false}};
  int compared = 0;
  for (const auto & [fixture, name] :
       {std::pair("monai_dice_sigmoid", "region-dice"), std::pair("monai_tversky_sigmoid", "region-tversky")})
  {
    const Json file = vox::ReadJson(folder / (std::string(fixture) + ".json"));
    for (const Json & row : file.at("cases"))
    {
      at::Tensor logits = ReadNpy(folder / row["logits"].get<std::string>()).requires_grad_();
      if (logits.size(1) != 1)
      {
        continue; // masks of several regions: the labels of voxSigmoidLossGTest.cxx
      }
      const at::Tensor labels = ReadNpy(folder / row["target"].get<std::string>()).select(1, 0);
      const at::Tensor loss = vox::MakeLoss(name, options)(logits, labels);
      loss.backward();
      EXPECT_NEAR(loss.item<double>(), row["value_float64"].get<double>(), 1e-5) << fixture << ' ' << row["case"];
      const at::Tensor expected = ReadNpy(folder / row["grad"].get<std::string>());
      EXPECT_LE((logits.grad() - expected).abs().max().item<double>(),
                1e-5 * expected.abs().max().item<double>() + 1e-8)
          << fixture << ' ' << row["case"];
      ++compared;
    }
  }
  EXPECT_EQ(compared, 10);
}

TEST(RegionHeads, RefuseOptionsOfClasses)
{
  const auto usage = vox::ErrorKind::Usage;
  VOX_EXPECT_ERROR((void)vox::MakeLoss("region-dice", {{"include_background", true}}), usage, "include_background");
  VOX_EXPECT_ERROR((void)vox::MakeLoss("region-jaccard", {{"regions", Json::array({Json::array({1}), Json::array()})}}),
                   usage, "region-jaccard: region 1 has no labels, expected one or more");
}
