// SPDX-License-Identifier: Apache-2.0
// From nnU-Net's results folders and images to labels, all sums in single precision, against nnU-Net.
#include "voxDecodeLogits.h"
#include "voxGoldenRun.h"
#include "voxNnunetFolder.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <string_view>

namespace vox
{
namespace
{

using testing::GoldenModel;

class NnunetPredict : public ::testing::TestWithParam<testing::GoldenRun>
{
protected:
  /** Single precision sums: the network and the window agree with nnU-Net's to rounding. */
  static void
  CompareLogits(const at::Tensor & logits, const std::string & name)
  {
    if (const at::Tensor expected = GetParam().ExpectedArray("logits_f32", "logits", name); expected.defined())
    {
      ASSERT_EQ(logits.sizes(), expected.sizes());
      const double difference = (logits - expected).abs().max().item<double>();
      EXPECT_LE(difference, 1e-4) << name;
      RecordProperty(name + "_logits_f32", fmt::format("{:.1e}", difference));
    }
  }

  /** Voxels that nnU-Net itself labels differently in half and single precision, where the parity set counted them. */
  [[nodiscard]] static bool
  IsStated(const std::string & name)
  {
    const GoldenModel & model = GetParam().model;
    const std::string_view tag = GetParam().tag;
    return name == model.statedCase && (tag == "fold0_nomirror" || tag == "fold1_nomirror" ||
                                        (std::string_view(model.name) == "m1" && tag != "fold01_mirror"));
  }

  static void
  CompareLabels(const Volume & labels, const std::string & name)
  {
    const Volume expected = GetParam().ExpectedLabels(name);
    EXPECT_LT(CornerDistanceVoxels(labels.geometry, expected.geometry), 1e-3) << name;
    const auto differing = labels.voxels.ne(expected.voxels).sum().item<std::int64_t>();
    if (IsStated(name))
    {
      EXPECT_LE(differing, GetParam().model.halfPrecisionVoxels) << name << " of " << labels.voxels.numel();
    }
    RecordProperty(name + "_labels", fmt::format("{} of {}", differing, labels.voxels.numel()));
  }
};

TEST_P(NnunetPredict, LogitsAndLabelsEqualNnUNets)
{
  VOX_REQUIRE_SHARED(testing::goldenModels);
  const Model model = ReadNnunetFolder(GetParam().model.Results());
  Predictor predictor(model, GetParam().Options());
  for (const std::string & name : GetParam().Cases())
  {
    const PreprocessedCase prepared = GetParam().Prepared(model, name);
    const at::Tensor logits = predictor.PredictLogits(prepared.image);
    CompareLogits(logits, name);
    CompareLabels(DecodeLabels(logits, prepared.record, model.description), name);
  }
}

INSTANTIATE_TEST_SUITE_P(All, NnunetPredict, ::testing::ValuesIn(testing::GoldenRuns()));

} // namespace
} // namespace vox
