// SPDX-License-Identifier: Apache-2.0
// What every loss of the registry must keep, whatever its formula.
#include "voxExpectError.h"
#include "voxLossRegistry.h"

#include <ATen/ATen.h>

#include <cmath>
#include <limits>

namespace
{

class LossContract : public ::testing::TestWithParam<vox::LossEntry>
{
protected:
  [[nodiscard]] static std::string
  Name()
  {
    return std::string(GetParam().name);
  }
  /** The loss with its defaults and these options. */
  [[nodiscard]] static vox::LossFunction
  Make(const vox::Json & options = vox::Json::object())
  {
    return vox::MakeLoss(GetParam().name, options);
  }
};

class SoftmaxLossContract : public LossContract
{};

class SigmoidLossContract : public LossContract
{};

std::vector<vox::LossEntry>
EntriesWith(vox::Activation activation)
{
  std::vector<vox::LossEntry> entries;
  std::copy_if(vox::LossRegistry().begin(), vox::LossRegistry().end(), std::back_inserter(entries),
               [activation](const vox::LossEntry & entry) { return entry.activation == activation; });
  return entries;
}

std::string
NameOfTest(const ::testing::TestParamInfo<vox::LossEntry> & test)
{
  std::string name(test.param.name);
  std::erase(name, '-');
  return name;
}

at::Tensor
Logits(at::ScalarType type = at::kDouble)
{
  return (2.0 * at::randn({2, 3, 3, 4, 5}, at::kDouble)).to(type);
}

/** Labels 0 to 2, each of them present in each sample. */
at::Tensor
Labels()
{
  return at::arange(2 * 3 * 4 * 5, at::kLong).remainder(3).view({2, 3, 4, 5}).contiguous();
}

/** Losses of distances from boundaries: a voxel counts by what is around it. */
bool
MeasuresDistances(const std::string & name)
{
  return name == "boundary" || name == "hausdorff-distance-transform" || name == "shape-aware" ||
         name == "distance-penalized-cross-entropy" || name.ends_with("generalized-surface");
}

/** A signed distance, or the logarithm of a determinant. */
bool
MayBeNegative(const std::string & name)
{
  return name == "boundary" || name.ends_with("mutual-information");
}

/** Losses that leave a small error, or one within a margin, alone. */
bool
ForgivesErrors(const std::string & name)
{
  return name == "hausdorff-erosion" || name == "region-lovasz-hinge";
}

/** The loss that messages begin with: of a sum, its first term. */
std::string
NamedInMessages(const vox::LossEntry & entry)
{
  const vox::Json defaults = entry.defaults();
  return defaults.contains("terms") ? defaults["terms"][0]["loss"].get<std::string>() : std::string(entry.name);
}

at::Tensor
Gradient(const vox::LossFunction & loss, const at::Tensor & logits, const at::Tensor & labels)
{
  at::Tensor leaf = logits.detach().clone().requires_grad_();
  loss(leaf, labels).backward();
  return leaf.grad();
}

} // namespace

TEST_P(LossContract, ValueAndGradientAreFiniteForEveryKindOfLabels)
{
  const vox::LossFunction loss = Make();
  const at::Tensor zeros = at::zeros({2, 3, 4, 5}, at::kLong);
  for (const at::Tensor & labels : {Labels(), zeros, zeros + 1, zeros + 2, Labels() % 2})
  {
    for (const double scale : {0.0, 1.0, 1e4}) // undecided, usual, certain
    {
      for (const at::ScalarType type : {at::kFloat, at::kDouble})
      {
        const at::Tensor logits = scale * Logits(type);
        const at::Tensor value = loss(logits, labels);
        EXPECT_EQ(value.dim(), 0);
        EXPECT_EQ(value.scalar_type(), type);
        EXPECT_TRUE(std::isfinite(value.item<double>())) << "scale " << scale;
        if (!MayBeNegative(Name()))
        {
          EXPECT_GE(value.item<double>(), 0.0);
        }
        EXPECT_TRUE(Gradient(loss, logits, labels).isfinite().all().item<bool>()) << "scale " << scale;
      }
    }
  }
}

TEST_P(LossContract, GradientAgreesWithFiniteDifferences)
{
  const vox::LossFunction loss = Make();
  const at::Tensor logits = Logits().slice(2, 0, 2).slice(3, 0, 2).contiguous();
  const at::Tensor labels = Labels().slice(1, 0, 2).slice(2, 0, 2).contiguous();
  const at::Tensor gradient = Gradient(loss, logits, labels).contiguous();
  const double step = 1e-5;
  double * const values = logits.data_ptr<double>();
  for (std::int64_t i = 0; i < logits.numel(); ++i)
  {
    const double kept = values[i];
    values[i] = kept + step;
    const double above = loss(logits, labels).item<double>();
    values[i] = kept - step;
    const double below = loss(logits, labels).item<double>();
    values[i] = kept;
    ASSERT_NEAR(gradient.data_ptr<double>()[i], (above - below) / (2.0 * step), 1e-8) << "logit " << i;
  }
}

TEST_P(LossContract, OrderOfSamplesAndVoxelsDoesNotMatter)
{
  const vox::LossFunction loss = Make();
  const at::Tensor logits = Logits();
  const at::Tensor labels = Labels();
  const double value = loss(logits, labels).item<double>();
  EXPECT_NEAR(loss(logits.flip(0), labels.flip(0)).item<double>(), value, 1e-12);
  EXPECT_NEAR(loss(logits.flip({2, 4}), labels.flip({1, 3})).item<double>(), value, 1e-12);
  EXPECT_NEAR(loss(logits.transpose(2, 4), labels.transpose(1, 3)).item<double>(), value, 1e-12);
}

TEST_P(SoftmaxLossContract, AConstantAddedToAllLogitsOfAVoxelDoesNotMatter)
{
  const vox::LossFunction loss = Make();
  const at::Tensor logits = Logits();
  const at::Tensor shift = 10.0 * at::randn({2, 1, 3, 4, 5}, at::kDouble);
  EXPECT_NEAR(loss(logits + shift, Labels()).item<double>(), loss(logits, Labels()).item<double>(), 1e-10);
}

TEST_P(SoftmaxLossContract, AnIgnoreLabelThatDoesNotOccurChangesNothing)
{
  const at::Tensor logits = Logits();
  EXPECT_NEAR(Make({{"ignore_label", 7}})(logits, Labels()).item<double>(), Make()(logits, Labels()).item<double>(),
              1e-12);
}

TEST_P(SigmoidLossContract, AHeadDoesNotMatterToTheOthers)
{
  const vox::LossFunction loss = Make();
  const at::Tensor logits = Logits();
  at::Tensor changed = logits.clone();
  changed.select(1, 1).add_(3.0);
  const at::Tensor difference = Gradient(loss, changed, Labels()) - Gradient(loss, logits, Labels());
  EXPECT_GT(difference.select(1, 1).abs().max().item<double>(), 1e-6);
  difference.select(1, 1).zero_();
  EXPECT_EQ(difference.abs().max().item<double>(), 0.0);
}

TEST_P(LossContract, ABetterPredictionCostsLess)
{
  const vox::LossFunction loss = Make();
  const at::Tensor right = 2.0 * at::one_hot(Labels(), 3).permute({0, 4, 1, 2, 3}).to(at::kDouble) - 1.0;
  double previous = loss(-right, Labels()).item<double>();
  for (const double certainty : {0.0, 1.0, 3.0, 6.0})
  {
    const double value = loss(certainty * right, Labels()).item<double>();
    if (ForgivesErrors(Name()))
    {
      EXPECT_LE(value, previous);
    }
    else
    {
      EXPECT_LT(value, previous);
    }
    previous = value;
  }
}

TEST_P(LossContract, ASliceIsAVolumeOfOneVoxelDepth)
{
  const vox::LossFunction loss = Make();
  const at::Tensor logits = Logits().slice(2, 0, 1);
  const at::Tensor labels = Labels().slice(1, 0, 1);
  EXPECT_NEAR(loss(logits.squeeze(2), labels.squeeze(1)).item<double>(), loss(logits, labels).item<double>(), 1e-12);
}

TEST_P(LossContract, ABatchOfOneWorks)
{
  const vox::LossFunction loss = Make();
  const at::Tensor logits = Logits();
  const at::Tensor labels = Labels();
  // Twice the same sample is that sample, for sums over the batch as for means.
  const double one = loss(logits.slice(0, 0, 1), labels.slice(0, 0, 1)).item<double>();
  const double twice =
      loss(logits.slice(0, 0, 1).repeat({2, 1, 1, 1, 1}), labels.slice(0, 0, 1).repeat({2, 1, 1, 1})).item<double>();
  // Smoothing weighs a little less in the sums of two; these have a smoothing of 1.
  const bool muchSmoothing = Name() == "combo" || Name() == "exponential-logarithmic";
  EXPECT_NEAR(one, twice, muchSmoothing ? 0.02 : 1e-5);
}

TEST_P(LossContract, HalfPrecisionLogitsAreComputedInFloat)
{
  const vox::LossFunction loss = Make();
  for (const at::ScalarType type : {at::kBFloat16, at::kHalf})
  {
    const at::Tensor logits = Logits(type);
    const at::Tensor value = loss(logits, Labels());
    EXPECT_EQ(value.scalar_type(), at::kFloat);
    EXPECT_NEAR(value.item<double>(), loss(logits.to(at::kFloat), Labels()).item<double>(), 1e-6);
    const at::Tensor gradient = Gradient(loss, logits, Labels());
    const at::Tensor expected = Gradient(loss, logits.to(at::kFloat), Labels());
    EXPECT_EQ(gradient.scalar_type(), type);
    EXPECT_LE((gradient.to(at::kFloat) - expected).abs().max().item<double>(),
              0.01 * expected.abs().max().item<double>());
  }
}

TEST_P(LossContract, MemoryLayoutOfLogitsAndTypeOfLabelsDoNotMatter)
{
  const vox::LossFunction loss = Make();
  const at::Tensor logits = Logits(at::kFloat);
  const double value = loss(logits, Labels()).item<double>();
  const at::Tensor gradient = Gradient(loss, logits, Labels());
  const at::Tensor channelsLast = logits.contiguous(at::MemoryFormat::ChannelsLast3d);
  EXPECT_NEAR(loss(channelsLast, Labels()).item<double>(), value, 1e-6);
  EXPECT_LE((Gradient(loss, channelsLast, Labels()) - gradient).abs().max().item<double>(), 1e-7);
  for (const at::ScalarType type : {at::kByte, at::kShort, at::kInt, at::kFloat})
  {
    EXPECT_EQ(loss(logits, Labels().to(type)).item<double>(), value) << type;
  }
}

TEST_P(LossContract, IgnoredVoxelsCountNowhere)
{
  const vox::LossFunction loss = Make({{"ignore_label", 7}});
  const at::Tensor logits = Logits();
  at::Tensor labels = Labels();
  labels.slice(3, 3).fill_(7);
  const double cut = loss(logits.slice(4, 0, 3), labels.slice(3, 0, 3)).item<double>();
  if (!MeasuresDistances(Name())) // ignored voxels are beside the others, voxels that are cut off are not
  {
    EXPECT_NEAR(loss(logits, labels).item<double>(), cut, 1e-12);
  }
  const at::Tensor gradient = Gradient(loss, logits, labels);
  EXPECT_EQ(gradient.slice(4, 3).abs().max().item<double>(), 0.0);
  const at::Tensor ofCounted = gradient.slice(4, 0, 3).abs();
  // With Dice, all voxels have a gradient.
  const bool selectsVoxels =
      ForgivesErrors(Name()) || Name() == "top-k" || Name() == "boundary" || Name().ends_with("generalized-surface");
  EXPECT_GT((selectsVoxels ? ofCounted.max() : ofCounted.min()).item<double>(), 0.0);

  labels.fill_(7);
  EXPECT_TRUE(std::isfinite(loss(logits, labels).item<double>()));
  EXPECT_EQ(Gradient(loss, logits, labels).abs().max().item<double>(), 0.0);
}

TEST_P(LossContract, AnIgnoreLabelAmongTheClassesTakesItsVoxelsOut)
{
  const at::Tensor logits = Logits();
  const double outside = Make({{"ignore_label", 9}})(logits, Labels().masked_fill(Labels() == 1, 9)).item<double>();
  EXPECT_NEAR(Make({{"ignore_label", 1}})(logits, Labels()).item<double>(), outside, 1e-12);
}

TEST_P(LossContract, DefaultsSurviveARoundTripThroughJson)
{
  const vox::Json defaults = GetParam().defaults();
  EXPECT_TRUE(defaults.is_object());
  EXPECT_FALSE(defaults.empty());
  const at::Tensor logits = Logits();
  EXPECT_EQ(Make(vox::ParseJson(defaults.dump(), "round trip"))(logits, Labels()).item<double>(),
            Make()(logits, Labels()).item<double>());
}

TEST_P(LossContract, AnUnknownOptionIsAnErrorThatListsTheKnownOnes)
{
  VOX_EXPECT_ERROR((void)Make({{"sharpness", 2}}), vox::ErrorKind::Usage, "unknown key 'sharpness'; known are: ");
  VOX_EXPECT_ERROR((void)Make({{"sharpness", 2}}), vox::ErrorKind::Usage, "ignore_label");
  VOX_EXPECT_ERROR((void)Make({{"ignore_label", "two"}}), vox::ErrorKind::Usage, "ignore_label: found \"two\"");
}

TEST_P(LossContract, ShapesAndLabelsThatDoNotFitAreRefusedWithTheNameOfTheLoss)
{
  const vox::LossFunction loss = Make();
  const at::Tensor logits = Logits();
  const at::Tensor labels = Labels();
  const auto badInput = vox::ErrorKind::BadInput;
  const std::string name = NamedInMessages(GetParam());
  VOX_EXPECT_ERROR((void)loss(logits, labels.unsqueeze(1)), badInput,
                   name + ": found logits [2, 3, 3, 4, 5] and labels [2, 1, 3, 4, 5]");
  VOX_EXPECT_ERROR((void)loss(logits, labels.slice(3, 0, 4)), badInput, "labels [2, 3, 4, 4]");
  const bool softmax = GetParam().activation == vox::Activation::Softmax;
  VOX_EXPECT_ERROR((void)loss(logits.slice(1, 0, 1), labels), badInput, softmax ? "K of 2 or more" : "expected 0 to 0");
  VOX_EXPECT_ERROR((void)loss(logits.to(at::kLong), labels), badInput, "floating-point logits");
  VOX_EXPECT_ERROR((void)loss(logits.slice(2, 0, 0), labels.slice(1, 0, 0)), badInput, "[2, 3, 0, 4, 5]");
  VOX_EXPECT_ERROR((void)loss(logits, labels + 1), badInput, name + ": found label 3, expected 0 to 2");
  VOX_EXPECT_ERROR((void)loss(logits, labels - 1), badInput, "found label -1, expected 0 to 2");
  VOX_EXPECT_ERROR((void)Make({{"ignore_label", 9}})(logits, labels + 1), badInput, "0 to 2 or the ignore label 9");
}

TEST_P(LossContract, ALogitThatIsNoNumberIsNamedWithItsPlace)
{
  const vox::LossFunction loss = Make();
  for (const at::ScalarType type : {at::kFloat, at::kDouble, at::kBFloat16})
  {
    at::Tensor logits = Logits(type);
    logits[1][2][0][3][4] = std::nan("");
    logits[1][2][2][0][0] = std::nan("");
    VOX_EXPECT_ERROR((void)loss(logits, Labels()), vox::ErrorKind::BadInput, "logits: NaN at [1, 2, 0, 3, 4]: ");
    EXPECT_THROW((void)loss(logits.select(2, 0), Labels().select(1, 0)), vox::NotANumberError);
  }
}

TEST_P(SoftmaxLossContract, AnInfiniteLogitIsNamedWithItsPlace)
{
  at::Tensor logits = Logits();
  logits[0][1][2][3][4] = std::numeric_limits<double>::infinity();
  VOX_EXPECT_ERROR((void)Make()(logits, Labels()), vox::ErrorKind::BadInput,
                   "logits: an infinite value at [0, 1, 2, 3, 4]: ");
}

TEST_P(LossContract, DistancesThatAreHandedOverAreTakenAndGiveTheSameBits)
{
  const vox::Json options = MeasuresDistances(Name()) ? vox::Json{{"extent_mm", {6.0, 4.0, 2.5}}} : vox::Json::object();
  const std::vector<vox::ReferenceDistances> wanted = GetParam().distances(options, 3);
  EXPECT_EQ(wanted.size(), MeasuresDistances(Name()) ? 1u : 0u);
  if (wanted.empty())
  {
    return;
  }
  const vox::LossFunction loss = Make(options);
  at::Tensor handed = Logits(at::kFloat).requires_grad_();
  at::Tensor computed = handed.detach().clone().requires_grad_();
  vox::LossTarget target(Labels());
  target.known = wanted;
  target.maps = {vox::ComputeReferenceDistances(Labels(), wanted[0], at::kFloat, 1)};
  const at::Tensor value = loss(handed, target);
  value.backward();
  const at::Tensor expected = loss(computed, Labels());
  expected.backward();
  EXPECT_EQ(value.item<float>(), expected.item<float>());
  EXPECT_TRUE(handed.grad().equal(computed.grad()));
  target.maps = {at::randn_like(target.maps[0])};
  EXPECT_NE(loss(handed, target).item<float>(), expected.item<float>());
  target.maps = {target.maps[0].slice(4, 1)};
  VOX_EXPECT_ERROR((void)loss(handed, target), vox::ErrorKind::Internal, "expected [2, 3, 4, 5] as the labels");
}

TEST_P(LossContract, LabelsThatAreNoWholeNumbersAreRefused)
{
  VOX_EXPECT_ERROR((void)Make()(Logits(at::kFloat), Labels().to(at::kFloat) + 0.25), vox::ErrorKind::BadInput,
                   "whole numbers");
}

TEST_P(LossContract, IsDocumentedWithFormulaAndSource)
{
  EXPECT_GE(GetParam().help.size(), 10u);
  EXPECT_GE(GetParam().formula.size(), 10u);
  // Author and year with a DOI or arXiv number, or a tool with its version.
  EXPECT_THAT(std::string(GetParam().source),
              ::testing::AnyOf(::testing::ContainsRegex("[A-Z][a-z]+.* (19|20)[0-9][0-9], (10\\.|arXiv )"),
                               ::testing::ContainsRegex("(nnU-Net|MONAI|PyTorch) [0-9]+\\.[0-9]+")));
}

INSTANTIATE_TEST_SUITE_P(All, LossContract, ::testing::ValuesIn(vox::LossRegistry().begin(), vox::LossRegistry().end()),
                         NameOfTest);
INSTANTIATE_TEST_SUITE_P(All, SoftmaxLossContract, ::testing::ValuesIn(EntriesWith(vox::Activation::Softmax)),
                         NameOfTest);
INSTANTIATE_TEST_SUITE_P(All, SigmoidLossContract, ::testing::ValuesIn(EntriesWith(vox::Activation::Sigmoid)),
                         NameOfTest);

TEST(LossRegistry, HoldsEachNameOnceAndRefusesOthersWithTheList)
{
  std::vector<std::string_view> names;
  for (const vox::LossEntry & entry : vox::LossRegistry())
  {
    EXPECT_THAT(names, ::testing::Not(::testing::Contains(entry.name)));
    names.push_back(entry.name);
  }
  EXPECT_THAT(names, ::testing::IsSupersetOf({"dice", "cross-entropy", "dice-cross-entropy",
                                              "dice-binary-cross-entropy", "tversky", "focal-tversky", "focal"}));
  VOX_EXPECT_ERROR((void)vox::MakeLoss("dise"), vox::ErrorKind::Usage,
                   "loss 'dise' is not known; known are: dice-cross-entropy, dice-binary-cross-entropy, dice");
}
