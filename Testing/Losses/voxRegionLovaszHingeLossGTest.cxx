// SPDX-License-Identifier: Apache-2.0
#include "voxLossExamples.h"
#include "voxLossRegistry.h"
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

at::Tensor
Hinge(const at::Tensor & logits, const at::Tensor & labels, const Json & options = Json::object())
{
  Json all{{"regions", Json::array({Json::array({1})})}};
  all.update(options);
  return vox::MakeLoss("region-lovasz-hinge", all)(logits, labels);
}

/** By the paper, in the type of the logits: the errors sorted, each slope the difference of two Jaccard indices. */
at::Tensor
FormulaGradient(const at::Tensor & logits, const at::Tensor & labels)
{
  const at::Tensor reference = labels.flatten().to(logits.scalar_type());
  const at::Tensor sign = 2.0 * reference - 1.0;
  const at::Tensor errors = 1.0 - logits.flatten() * sign;
  const auto [sorted, order] = errors.sort(0, true);
  const at::Tensor ordered = reference.index_select(0, order);
  const at::Tensor intersection = ordered.sum() - ordered.cumsum(0);
  const at::Tensor unions = ordered.sum() + (1.0 - ordered).cumsum(0);
  const at::Tensor index = 1.0 - intersection / unions;
  const at::Tensor slope = at::diff(index, 1, 0, at::zeros({1}, index.options())) * (sorted > 0.0);
  return -(at::zeros_like(errors).index_copy(0, order, slope) * sign).view(logits.sizes());
}

/** Within the tolerance of the fixtures. */
void
ExpectSameGradient(const at::Tensor & found, const at::Tensor & expected, const std::string & what)
{
  EXPECT_LE((found - expected).abs().max().item<double>(), 1e-5 * expected.abs().max().item<double>() + 1e-8) << what;
}

} // namespace

TEST(RegionLovaszHingeLoss, IsThatWorkedOutByHand)
{
  // Errors 0, 1 + log(.6 / .4), 1 + log(.7 / .3), 0; the index loses 1/3 by the larger and 1/3 by the other.
  const double expected = (2.0 + std::log(0.6 / 0.4) + std::log(0.7 / 0.3)) / 3.0;
  EXPECT_NEAR(Hinge(OneHead(), FourLabels()).item<double>(), expected, 1e-9);
}

TEST(RegionLovaszHingeLoss, IsZeroBeyondTheMargin)
{
  at::Tensor logits = (2.0 * FourLabels().unsqueeze(1) - 1.0).to(at::kDouble).requires_grad_();
  const at::Tensor loss = Hinge(1.01 * logits, FourLabels());
  loss.backward();
  EXPECT_EQ(loss.item<double>(), 0.0);
  EXPECT_EQ(logits.grad().abs().max().item<double>(), 0.0);
}

TEST(RegionLovaszHingeLoss, OfEachSampleByItselfIsTheMeanOfTheirs)
{
  const at::Tensor logits = at::randn({2, 1, 3, 4, 5}, at::kDouble);
  const at::Tensor labels = at::randint(0, 2, {2, 3, 4, 5}, at::kLong);
  const double first = Hinge(logits.slice(0, 0, 1), labels.slice(0, 0, 1)).item<double>();
  const double second = Hinge(logits.slice(0, 1), labels.slice(0, 1)).item<double>();
  EXPECT_NEAR(Hinge(logits, labels, {{"per_sample", true}}).item<double>(), (first + second) / 2.0, 1e-12);
  EXPECT_NE(Hinge(logits, labels).item<double>(), (first + second) / 2.0);
}

TEST(RegionLovaszHingeLoss, HasTheValuesAndGradientsOfSegmentationModelsPytorch)
{
  // The library has float32 only and takes differences of indices near 1 in it, we in float64: its gradient is that of
  // the formula in float32, ours that of the formula in float64, each within the tolerance of the fixtures.
  VOX_REQUIRE_SHARED("parity/numeric/losses");
  const auto folder = SharedPath("parity/numeric/losses");
  int compared = 0;
  const Json file = vox::ReadJson(folder / "smp_lovasz_binary.json");
  for (const Json & row : file.at("cases"))
  {
    const std::string label = row["case"];
    const at::Tensor labels = ReadNpy(folder / row["target"].get<std::string>()).select(1, 0);
    const at::Tensor library = ReadNpy(folder / row["grad"].get<std::string>());
    const at::Tensor stored = ReadNpy(folder / row["logits"].get<std::string>());
    ExpectSameGradient(FormulaGradient(stored, labels), library, label + ", the library's");
    for (const at::ScalarType type : {at::kFloat, at::kDouble})
    {
      at::Tensor logits = stored.to(type).clone().requires_grad_();
      const at::Tensor loss = Hinge(logits, labels);
      loss.backward();
      const double value = row["value_float64"]; // summed in float32 by the library
      EXPECT_NEAR(loss.item<double>(), value, (type == at::kFloat ? 1e-5 : 1e-6) * std::max(1.0, value)) << label;
      ExpectSameGradient(logits.grad(), FormulaGradient(stored.to(at::kDouble), labels), label + ", ours");
    }
    ++compared;
  }
  EXPECT_EQ(compared, 4);
}
