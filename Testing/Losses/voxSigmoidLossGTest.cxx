// SPDX-License-Identifier: Apache-2.0
#include "voxDiceBinaryCrossEntropyLoss.h"
#include "voxDiceCrossEntropyLoss.h"
#include "voxExpectError.h"
#include "voxJson.h"
#include "voxLossExamples.h"
#include "voxNpy.h"
#include "voxSharedFolder.h"

#include <cmath>

namespace
{

using vox::DiceBinaryCrossEntropyLoss;
using vox::DiceBinaryCrossEntropyLossOptions;
using vox::Json;
using vox::testing::FourLabels;
using vox::testing::FourLogits;
using vox::testing::OneHead;
using vox::testing::ReadNpy;
using vox::testing::SharedPath;

double
ValueOf(const at::Tensor & logits, const at::Tensor & labels, const DiceBinaryCrossEntropyLossOptions & options)
{
  return DiceBinaryCrossEntropyLoss(logits, labels, options).item<double>();
}

constexpr double kDice = 0.380951;         // 1 - (2.6 + s) / (4.2 + s), s = 1e-5
constexpr double kCrossEntropy = 0.612192; // -(log .9 + log .4 + log .3 + log .8) / 4

/** Labels of which bit i is mask i of `masks` [N, R, D, H, W], the first `regions` of them; where the mask after those
 * is set, the label is 2^R instead. So any masks are regions of labels. */
at::Tensor
LabelsOfMasks(const at::Tensor & masks, std::int64_t regions)
{
  at::Tensor labels = at::zeros_like(masks.select(1, 0), at::kLong);
  for (std::int64_t i = 0; i < regions; ++i)
  {
    labels += masks.select(1, i).to(at::kLong) * (std::int64_t{1} << i);
  }
  return masks.size(1) == regions ? labels : labels.masked_fill(masks.select(1, regions).to(at::kBool), 1 << regions);
}

/** Region i is all labels below 2^R whose bit i is set. */
std::vector<std::vector<std::int64_t>>
RegionsOfMasks(std::int64_t regions)
{
  std::vector<std::vector<std::int64_t>> result(static_cast<std::size_t>(regions));
  for (std::int64_t label = 0; label < 1 << regions; ++label)
  {
    for (std::int64_t i = 0; i < regions; ++i)
    {
      if ((label >> i & 1) != 0)
      {
        result[static_cast<std::size_t>(i)].push_back(label);
      }
    }
  }
  return result;
}

/** Compares value (nnU-Net's plus 1) and gradient. */
void
ExpectLoss(const at::Tensor & stored, const at::Tensor & masks, bool batch, double expected,
           const at::Tensor & expectedGradient, double tolerance, const std::string & name)
{
  const std::int64_t regions = stored.size(1);
  DiceBinaryCrossEntropyLossOptions options{.regions = RegionsOfMasks(regions), .batch = batch};
  if (masks.size(1) > regions)
  {
    options.ignoreLabel = 1 << regions;
  }
  at::Tensor logits = stored.clone().requires_grad_();
  const at::Tensor loss = DiceBinaryCrossEntropyLoss(logits, LabelsOfMasks(masks, regions), options);
  loss.backward();
  EXPECT_NEAR(loss.item<double>(), expected + 1.0, tolerance) << name;
  EXPECT_LE((logits.grad() - expectedGradient).abs().max().item<double>(), 1e-6) << name;
}

} // namespace

TEST(DiceBinaryCrossEntropyLoss, HasItsHandComputedValue)
{
  EXPECT_NEAR(ValueOf(OneHead(), FourLabels(), {.regions = {{1}}}), kDice + kCrossEntropy, 2e-6);
  EXPECT_NEAR(ValueOf(OneHead(), FourLabels(), {.regions = {{1}}, .weightDice = 0.25, .weightCrossEntropy = 3.0}),
              0.25 * kDice + 3.0 * kCrossEntropy, 3e-6);
}

TEST(DiceBinaryCrossEntropyLoss, OfOneRegionHasTheGradientOfTwoClasses)
{
  at::Tensor head = OneHead().requires_grad_();
  DiceBinaryCrossEntropyLoss(head, FourLabels(), {.regions = {{1}}}).backward();
  at::Tensor classes = FourLogits().requires_grad_();
  vox::DiceCrossEntropyLoss(classes, FourLabels()).backward();
  EXPECT_LE((head.grad() - classes.grad().slice(1, 1)).abs().max().item<double>(), 1e-12);
}

TEST(DiceBinaryCrossEntropyLoss, OfOverlappingRegionsIsTheMeanOfEach)
{
  const at::Tensor logits = at::randn({2, 3, 3, 4, 5}, at::kDouble);
  const at::Tensor labels = at::randint(0, 4, {2, 3, 4, 5}, at::kLong);
  const std::vector<std::vector<std::int64_t>> regions{{1, 2, 3}, {2, 3}, {3}};
  double sum = 0.0;
  for (std::int64_t i = 0; i < 3; ++i)
  {
    // The region alone, as the only label.
    const at::Tensor mask = labels.gt(i).to(at::kLong);
    sum += ValueOf(logits.slice(1, i, i + 1), mask, {.regions = {{1}}});
  }
  EXPECT_NEAR(ValueOf(logits, labels, {.regions = regions}), sum / 3.0, 1e-12);
}

TEST(DiceBinaryCrossEntropyLoss, AddsTheCrossEntropyOfRegionsUpWhereAnIgnoreLabelIsDeclared)
{
  const at::Tensor logits = OneHead().repeat({1, 2, 1, 1, 1});
  const std::vector<std::vector<std::int64_t>> regions{{1}, {1}};
  EXPECT_NEAR(ValueOf(logits, FourLabels(), {.regions = regions}), kDice + kCrossEntropy, 2e-6);
  EXPECT_NEAR(ValueOf(logits, FourLabels(), {.regions = regions, .ignoreLabel = 2}), kDice + 2.0 * kCrossEntropy, 3e-6);
}

TEST(DiceBinaryCrossEntropyLoss, IsZeroWhereEverythingIsIgnored)
{
  at::Tensor logits = OneHead().requires_grad_();
  const at::Tensor loss =
      DiceBinaryCrossEntropyLoss(logits, at::full_like(FourLabels(), 2), {.regions = {{1}}, .ignoreLabel = 2});
  loss.backward();
  EXPECT_EQ(loss.item<double>(), 0.0);
  EXPECT_EQ(logits.grad().abs().max().item<double>(), 0.0);
}

TEST(DiceBinaryCrossEntropyLoss, RefusesRegionsThatDoNotFit)
{
  const at::Tensor logits = at::zeros({1, 2, 1, 1, 4});
  VOX_EXPECT_ERROR((void)ValueOf(logits, FourLabels(), {.regions = {{1}}}), vox::ErrorKind::BadInput,
                   "found 1 regions and logits of 2 heads, expected one head for each region");
  VOX_EXPECT_ERROR((void)ValueOf(logits, FourLabels() * 3, {.regions = {{1, 2}, {2}}}), vox::ErrorKind::BadInput,
                   "dice-binary-cross-entropy: found label 3, expected one of the regions (0, 1, 2)");
  VOX_EXPECT_ERROR((void)ValueOf(logits, FourLabels() * 3, {.regions = {{1}, {2}}, .ignoreLabel = 4}),
                   vox::ErrorKind::BadInput, "(0, 1, 2) or the ignore label 4");
  VOX_EXPECT_ERROR(vox::Validate(DiceBinaryCrossEntropyLossOptions{.regions = {{1}, {}}}), vox::ErrorKind::Usage,
                   "dice-binary-cross-entropy: region 1 has no labels");
  VOX_EXPECT_ERROR(vox::Validate(DiceBinaryCrossEntropyLossOptions{.smooth = -1.0}), vox::ErrorKind::Usage,
                   "smooth is -1");
  VOX_EXPECT_ERROR(vox::Validate(DiceBinaryCrossEntropyLossOptions{.weightDice = -1.0}), vox::ErrorKind::Usage,
                   "weight_dice is -1");
  VOX_EXPECT_ERROR(vox::Validate(DiceBinaryCrossEntropyLossOptions{.weightCrossEntropy = -1.0}), vox::ErrorKind::Usage,
                   "weight_cross_entropy is -1");
}

TEST(DiceBinaryCrossEntropyLoss, EqualsNnUNetOnItsOwnRun)
{
  VOX_REQUIRE_SHARED("parity/transforms/losses.npz");
  const auto arrays = vox::testing::ReadNpz(SharedPath("parity/transforms/losses.npz"));
  int compared = 0;
  for (const Json & row : vox::ReadJson(SharedPath("parity/transforms/losses.json")))
  {
    const std::string name = row["name"];
    if (name.starts_with("dc_bce__"))
    {
      ExpectLoss(arrays.at("region_logits"), arrays.at(row["inputs"][1].get<std::string>()), row["batch_dice"],
                 row["value"], arrays.at("grad__" + name), 1e-6, name);
      ++compared;
    }
  }
  EXPECT_EQ(compared, 4);
}

TEST(DiceBinaryCrossEntropyLoss, EqualsNnUNetInDoublePrecision)
{
  VOX_REQUIRE_SHARED("parity/numeric/losses");
  const auto folder = SharedPath("parity/numeric/losses");
  for (const char * name : {"nnunet_dc_bce", "nnunet_dc_bce_batch", "nnunet_dc_bce_ignore"})
  {
    const Json fixture = vox::ReadJson(folder / (std::string(name) + ".json"));
    for (const Json & row : fixture["cases"])
    {
      // nnU-Net's Dice sums are float32 even for float64 logits.
      ExpectLoss(ReadNpy(folder / row["logits"].get<std::string>()).to(at::kDouble),
                 ReadNpy(folder / row["target"].get<std::string>()),
                 fixture["options"]["soft_dice_kwargs"]["batch_dice"], row["value_float64"],
                 ReadNpy(folder / row["grad"].get<std::string>()).to(at::kDouble), 1e-6, name);
    }
  }
}
