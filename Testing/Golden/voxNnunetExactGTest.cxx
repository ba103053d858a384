// SPDX-License-Identifier: Apache-2.0
// The same runs with nnU-Net's half-precision sums and order of operations: its labels and probabilities.
#include "voxDecodeLogits.h"
#include "voxGoldenRun.h"
#include "voxNnunetFolder.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

namespace vox
{
namespace
{

using testing::GoldenRun;

class NnunetExact : public ::testing::TestWithParam<GoldenRun>
{
protected:
  /** nnU-Net's own logits in float16. */
  static void
  CompareLogits(const at::Tensor & logits, const std::string & name)
  {
    if (const at::Tensor expected = GetParam().ExpectedArray("logits", "logits", name); expected.defined())
    {
      ASSERT_EQ(logits.sizes(), expected.sizes());
      const at::Tensor difference = std::get<0>((logits - expected).abs().max(0));
      EXPECT_LE(difference.gt(0.01).sum().item<std::int64_t>(), difference.numel() / 1000) << name;
      RecordProperty(name + "_logits", fmt::format("{:.1e}", difference.max().item<double>()));
    }
  }

  static void
  CompareProbabilities(const at::Tensor & probabilities, const std::string & name)
  {
    if (const at::Tensor expected = GetParam().ExpectedArray("probabilities", "probabilities", name);
        expected.defined())
    {
      const double difference = (probabilities - expected).abs().max().item<double>();
      EXPECT_LE(difference, 1e-3) << name;
      RecordProperty(name + "_probabilities", fmt::format("{:.1e}", difference));
    }
  }

  /** How close the decision was at each voxel [1, D, H, W], as a difference of logits: of the two best classes, which
   * softmax keeps, or of the closest region to 0. */
  [[nodiscard]] static at::Tensor
  Margin(const at::Tensor & probabilities, bool regions)
  {
    const at::Tensor values = probabilities.to(at::kDouble);
    if (regions)
    {
      return std::get<0>(values.logit().abs().min(0, true));
    }
    const at::Tensor best = std::get<0>(values.log().topk(2, 0));
    return best.narrow(0, 0, 1) - best.narrow(0, 1, 1);
  }

  /** The distance of half-precision numbers of the size of the largest logit. */
  [[nodiscard]] static double
  HalfPrecisionStep(const at::Tensor & logits)
  {
    return std::exp2(std::floor(std::log2(logits.abs().max().item<double>())) - 10.0);
  }

  /** Labels are nnU-Net's but for near ties, which are counted. */
  static void
  CompareLabels(const at::Tensor & labels, const at::Tensor & nearTie, const std::string & name)
  {
    const Volume expected = GetParam().ExpectedLabels(name);
    const at::Tensor differs = labels.ne(expected.voxels);
    EXPECT_FALSE(differs.logical_and(nearTie.logical_not()).any().item<bool>()) << name;
    RecordProperty(name + "_labels", fmt::format("{} of {} differ, {} near ties", differs.sum().item<std::int64_t>(),
                                                 differs.numel(), nearTie.sum().item<std::int64_t>()));
  }
};

TEST_P(NnunetExact, LabelsAndProbabilitiesEqualNnUNets)
{
  VOX_REQUIRE_SHARED(testing::goldenModels);
  const Model model = ReadNnunetFolder(GetParam().model.Results());
  PredictOptions options = GetParam().Options();
  options.exportMode = ExportMode::Exact;
  Predictor predictor(model, options);
  for (const std::string & name : GetParam().Cases())
  {
    const PreprocessedCase prepared = GetParam().Prepared(model, name);
    const at::Tensor logits = predictor.PredictLogits(prepared.image);
    CompareLogits(logits, name);
    const at::Tensor probabilities = DecodeProbabilities(logits, prepared.record, model.description).voxels;
    CompareProbabilities(probabilities, name);
    const at::Tensor nearTie = Margin(probabilities, model.description.HasRegions()).le(HalfPrecisionStep(logits));
    CompareLabels(DecodeLabels(logits, prepared.record, model.description).voxels, nearTie, name);
  }
}

INSTANTIATE_TEST_SUITE_P(All, NnunetExact, ::testing::ValuesIn(testing::GoldenRuns()));

} // namespace
} // namespace vox
