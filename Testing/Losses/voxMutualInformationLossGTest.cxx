// SPDX-License-Identifier: Apache-2.0
#include "voxLossExamples.h"
#include "voxLossRegistry.h"
#include "voxMutualInformationLoss.h"
#include "voxNpy.h"
#include "voxSharedFolder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace
{

using vox::Json;
using vox::testing::FourLabels;
using vox::testing::OneHead;
using vox::testing::ReadNpy;
using vox::testing::SharedPath;

/** Value and gradient of a loss of these logits. */
std::pair<double, at::Tensor>
Evaluate(const Json & options, const at::Tensor & logits, const at::Tensor & labels)
{
  at::Tensor leaf = logits.detach().clone().requires_grad_();
  const at::Tensor loss = vox::MakeLoss("region-mutual-information", options)(leaf, labels);
  loss.backward();
  return {loss.item<double>(), leaf.grad()};
}

} // namespace

TEST(MutualInformationLoss, IsThatWorkedOutByHand)
{
  // Sums of squares of labels 1, of probabilities .29, of both .2: M = 1 - .04 / .2905 + .0005.
  const Json options{
      {"weight_cross_entropy", 0}, {"radius", 1}, {"pooling", 1}, {"regions", Json::array({Json::array({1})})}};
  EXPECT_NEAR(Evaluate(options, OneHead(), FourLabels()).first, 0.5 * std::log(1.0 - 0.04 / 0.2905 + 0.0005), 1e-6);
}

TEST(MutualInformationLoss, HasTheValuesAndGradientsOfTheFormula)
{
  VOX_REQUIRE_SHARED("parity/numeric/losses");
  const auto folder = SharedPath("parity/numeric/losses");
  int compared = 0;
  for (const std::string name : {"formula_rmi_nopool", "formula_rmi_pool2"})
  {
    const Json file = vox::ReadJson(folder / (name + ".json"));
    for (const Json & row : file.at("cases"))
    {
      const at::Tensor labels = ReadNpy(folder / row["target"].get<std::string>()).select(1, 0);
      const at::Tensor expected = ReadNpy(folder / row["grad"].get<std::string>()).to(at::kDouble);
      Json options{{"radius", file["options"]["R"]}, {"pooling", file["options"]["pool"]}};
      if (expected.size(1) == 1)
      {
        options["regions"] = Json::array({Json::array({1})});
      }
      for (const at::ScalarType type : {at::kFloat, at::kDouble})
      {
        const at::Tensor logits = ReadNpy(folder / row["logits"].get<std::string>()).to(type);
        options["weight_cross_entropy"] = 1;
        const auto [crossEntropy, ofCrossEntropy] = Evaluate(options, logits, labels);
        options["weight_cross_entropy"] = 0;
        const auto [information, ofInformation] = Evaluate(options, logits, labels);
        // The authors divide the cross entropy by one voxel more.
        const double voxels = static_cast<double>(labels.numel());
        const double share = 0.5 * voxels / (voxels + 1.0);
        const double value = row["value_float64"];
        EXPECT_NEAR(share * crossEntropy + 0.5 * information, value,
                    (type == at::kFloat ? 1e-5 : 1e-9) * std::max(1.0, std::abs(value)))
            << name << ' ' << row["case"];
        const at::Tensor gradient = (share * ofCrossEntropy + 0.5 * ofInformation).to(at::kDouble);
        EXPECT_LE((gradient - expected).abs().max().item<double>(), 1e-5 * expected.abs().max().item<double>() + 1e-8)
            << name << ' ' << row["case"];
      }
      ++compared;
    }
  }
  EXPECT_EQ(compared, 9);
}

TEST(MutualInformationLoss, LeavesOutNeighborhoodsOfIgnoredVoxels)
{
  const at::Tensor logits = at::randn({2, 3, 5, 6, 9}, at::kDouble);
  at::Tensor labels = at::randint(0, 3, {2, 5, 6, 9}, at::kLong);
  labels.slice(3, 6).fill_(7);
  for (const std::int64_t pooling : {1, 2})
  {
    const vox::MutualInformationLossOptions options{.radius = 2, .pooling = pooling, .ignoreLabel = 7};
    EXPECT_NEAR(vox::MutualInformationLoss(logits, labels, options).item<double>(),
                vox::MutualInformationLoss(logits.slice(4, 0, 6), labels.slice(3, 0, 6), options).item<double>(),
                1e-10);
  }
}

TEST(MutualInformationLoss, IsSmallerTheMoreThePredictionTells)
{
  const at::Tensor labels = at::randint(0, 2, {1, 8, 9, 10}, at::kLong);
  const vox::MutualInformationLossOptions options{.weightCrossEntropy = 0.0, .pooling = 1};
  const at::Tensor right = at::one_hot(labels, 2).permute({0, 4, 1, 2, 3}).to(at::kDouble);
  double previous = vox::MutualInformationLoss(0.0 * right, labels, options).item<double>();
  for (const double certainty : {0.5, 1.0, 3.0})
  {
    const at::Tensor noisy = certainty * right + at::randn_like(right) * 0.3;
    const double value = vox::MutualInformationLoss(noisy, labels, options).item<double>();
    EXPECT_LT(value, previous);
    previous = value;
  }
}

TEST(MutualInformationLoss, StaysFiniteForManyVoxelsOfACertainPrediction)
{
  at::Tensor labels = at::zeros({1, 40, 40, 40}, at::kLong);
  labels.slice(1, 10, 30).slice(2, 5, 35).fill_(1);
  at::Tensor logits = (60.0 * at::one_hot(labels, 2).permute({0, 4, 1, 2, 3}).to(at::kFloat)).requires_grad_();
  const at::Tensor loss = vox::MutualInformationLoss(logits, labels, {.pooling = 1});
  loss.backward();
  EXPECT_TRUE(std::isfinite(loss.item<double>()));
  EXPECT_TRUE(logits.grad().isfinite().all().item<bool>());
}
