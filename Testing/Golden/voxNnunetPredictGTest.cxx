// SPDX-License-Identifier: Apache-2.0
// From nnU-Net's results folders and images to labels, against nnU-Net.
#include "voxDecodeLogits.h"
#include "voxExpectError.h"
#include "voxGoldenModels.h"
#include "voxNnunetFolder.h"
#include "voxNpy.h"
#include "voxPredictor.h"
#include "voxReadVolume.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <string_view>

namespace vox
{
namespace
{

namespace fs = std::filesystem;
using testing::GoldenModel;

/** One call of nnU-Net: a model, its folds, with or without mirroring. */
struct GoldenRun
{
  GoldenModel model;
  const char * tag; ///< folder of the expected files: "fold01_mirror"
};

void
PrintTo(const GoldenRun & run, std::ostream * stream)
{
  *stream << run.model.name << " " << run.tag;
}

class NnunetPredict : public ::testing::TestWithParam<GoldenRun>
{
protected:
  [[nodiscard]] static PredictOptions
  Options()
  {
    const std::string_view tag = GetParam().tag;
    PredictOptions options;
    options.precision = Precision::Fp32;
    options.mirror = tag.ends_with("_mirror");
    for (const char digit : tag.substr(4, tag.find('_') - 4))
    {
      options.folds.emplace_back(1, digit);
    }
    return options;
  }

  [[nodiscard]] static Volume
  Image(const std::string & name)
  {
    std::vector<fs::path> channels;
    for (const auto & entry : fs::directory_iterator(GetParam().model.Folder() / "input"))
    {
      if (entry.path().filename().string().starts_with(name + "_0"))
      {
        channels.push_back(entry.path());
      }
    }
    std::sort(channels.begin(), channels.end());
    return ReadCaseImage(channels);
  }

  /** An array of nnU-Net's; undefined where it was not kept for this case. */
  [[nodiscard]] static at::Tensor
  Array(const char * kind, const std::string & name)
  {
    const fs::path file = GetParam().model.Expected() / kind / GetParam().tag / (name + ".npz");
    return fs::exists(file) ? testing::ReadNpz(file).at("logits").to(at::kFloat) : at::Tensor();
  }

  /** Single precision sums: the network and the window agree with nnU-Net's to rounding. */
  static void
  CompareLogits(const at::Tensor & logits, const std::string & name)
  {
    if (const at::Tensor expected = Array("logits_f32", name); expected.defined())
    {
      ASSERT_EQ(logits.sizes(), expected.sizes());
      const double difference = (logits - expected).abs().max().item<double>();
      EXPECT_LE(difference, 1e-4) << name;
      RecordProperty(name + "_logits_f32", fmt::format("{:.1e}", difference));
    }
  }

  /** nnU-Net's own sums are of half precision and up to 0.5 off near the faces, so only most voxels can agree. */
  static void
  CompareHalfPrecisionLogits(const at::Tensor & logits, const std::string & name)
  {
    if (const at::Tensor expected = Array("logits", name); expected.defined())
    {
      ASSERT_EQ(logits.sizes(), expected.sizes());
      const at::Tensor difference = std::get<0>((logits - expected).abs().max(0)).flatten();
      const double ninetyPercent = difference.quantile(0.9).item<double>();
      EXPECT_LE(ninetyPercent, 0.01) << name;
      RecordProperty(name + "_logits_half",
                     fmt::format("90 % {:.1e}, largest {:.2f}", ninetyPercent, difference.max().item<double>()));
    }
  }

  /** nnU-Net's labels come from half precision sums. Where the parity set states how many voxels differ for that
   * reason, no more may differ; where it does not, as many, or one in ten thousand. */
  [[nodiscard]] static std::int64_t
  AllowedVoxels(const std::string & name, std::int64_t voxels)
  {
    const GoldenModel & model = GetParam().model;
    const std::string_view tag = GetParam().tag;
    const bool isStated =
        name == model.statedCase && (tag == "fold0_nomirror" || tag == "fold1_nomirror" ||
                                     (std::string_view(model.name) == "m1" && tag != "fold01_mirror"));
    return isStated ? model.halfPrecisionVoxels : std::max(model.halfPrecisionVoxels, voxels / 10'000);
  }

  static void
  CompareLabels(const Volume & labels, const fs::path & file, const std::string & name)
  {
    const Volume expected = ReadLabelMap(file);
    EXPECT_LT(CornerDistanceVoxels(labels.geometry, expected.geometry), 1e-3) << name;
    const auto differing = labels.voxels.ne(expected.voxels).sum().item<std::int64_t>();
    EXPECT_LE(differing, AllowedVoxels(name, labels.voxels.numel())) << name << " of " << labels.voxels.numel();
    RecordProperty(name + "_labels", fmt::format("{} of {}", differing, labels.voxels.numel()));
  }
};

TEST_P(NnunetPredict, LogitsAndLabelsEqualNnUNets)
{
  VOX_REQUIRE_SHARED(testing::goldenModels);
  const Model model = ReadNnunetFolder(GetParam().model.Results());
  const PreprocessOptions preprocessing = model.Configuration().preprocessing;
  Predictor predictor(model, Options());
  int compared = 0;
  for (const auto & file : fs::directory_iterator(GetParam().model.Expected() / "seg" / GetParam().tag))
  {
    const std::string name = file.path().stem().stem().string();
    const PreprocessedCase prepared = Preprocess(Image(name), nullptr, preprocessing);
    const at::Tensor logits = predictor.PredictLogits(prepared.image);
    CompareLogits(logits, name);
    CompareHalfPrecisionLogits(logits, name);
    CompareLabels(DecodeLabels(logits, prepared.record, model.description), file.path(), name);
    ++compared;
  }
  EXPECT_GE(compared, 1);
}

INSTANTIATE_TEST_SUITE_P(
    All, NnunetPredict,
    ::testing::Values(GoldenRun{testing::goldenM1, "fold0_nomirror"}, GoldenRun{testing::goldenM1, "fold0_mirror"},
                      GoldenRun{testing::goldenM1, "fold1_nomirror"}, GoldenRun{testing::goldenM1, "fold1_mirror"},
                      GoldenRun{testing::goldenM1, "fold01_mirror"}, GoldenRun{testing::goldenM2, "fold0_nomirror"},
                      GoldenRun{testing::goldenM2, "fold0_mirror"}, GoldenRun{testing::goldenM3, "fold0_nomirror"},
                      GoldenRun{testing::goldenM3, "fold0_mirror"},
                      GoldenRun{testing::goldenM4Lowres, "fold0_nomirror"},
                      GoldenRun{testing::goldenM4Lowres, "fold0_mirror"},
                      GoldenRun{testing::goldenM5, "fold0_nomirror"}, GoldenRun{testing::goldenM5, "fold0_mirror"},
                      GoldenRun{testing::goldenM6, "fold0_nomirror"}, GoldenRun{testing::goldenM6, "fold0_mirror"},
                      GoldenRun{testing::goldenM7, "fold0_nomirror"}, GoldenRun{testing::goldenM7, "fold0_mirror"}));

TEST(NnunetPredictor, RefusesTheSecondStageOfACascade)
{
  VOX_REQUIRE_SHARED(testing::goldenModels);
  VOX_EXPECT_ERROR(Predictor(ReadNnunetFolder(testing::goldenM4Cascade.Results()), {}), ErrorKind::BadModel,
                   "'3d_cascade_fullres' is the second stage of a cascade and needs the labels of '3d_lowres'");
}

} // namespace
} // namespace vox
