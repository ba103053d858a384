// SPDX-License-Identifier: Apache-2.0
// The summary.json of nnU-Net 2.8.1 for seven models, from the same label files.
#include "voxReadVolume.h"
#include "voxSharedFolder.h"
#include "voxSummary.h"

#include <gtest/gtest.h>

#include <cmath>

namespace
{

using namespace vox;
using namespace vox::testing;

/** Everything `expected` holds is in `actual`: whole numbers exactly, others to rounding, Python's NaN as null. */
void
ExpectHolds(const Json & actual, const Json & expected, const std::string & where)
{
  if (expected.is_object())
  {
    for (const auto & [key, value] : expected.items())
    {
      ASSERT_TRUE(actual.contains(key)) << where << " lacks " << key;
      ExpectHolds(actual[key], value, where + '/' + key);
    }
  }
  else if (expected.is_array())
  {
    ASSERT_EQ(actual.size(), expected.size()) << where;
    for (std::size_t i = 0; i < expected.size(); ++i)
    {
      ExpectHolds(actual[i], expected[i], fmt::format("{}/{}", where, i));
    }
  }
  else if (expected.is_number_float())
  {
    ASSERT_TRUE(actual.is_number()) << where;
    EXPECT_LE(std::abs(actual.get<double>() - expected.get<double>()), 1e-12 * std::max(1.0, expected.get<double>()))
        << where;
  }
  else
  {
    EXPECT_EQ(actual, expected) << where;
  }
}

struct ModelCase
{
  std::string folder;
  std::string model;       ///< folder with dataset.json
  std::string predictions; ///< inside `expected`
};

class NnunetSummary : public ::testing::TestWithParam<ModelCase>
{};

TEST_P(NnunetSummary, IsPartOfOursNumberForNumber)
{
  const auto & [folder, model, predictions] = GetParam();
  VOX_REQUIRE_SHARED("parity/models/" + folder);
  const auto root = SharedPath("parity/models/" + folder);
  const auto description = ParseDatasetDescription(ReadJson(root / model / "dataset.json"), model);
  const Json expected = ReadJson(root / "expected/evaluation/summary.json");

  std::vector<CaseMeasures> cases;
  for (const Json & entry : expected["metric_per_case"])
  {
    const auto file = entry["reference_file"].get<std::string>();
    cases.push_back(EvaluateCase(ReadLabelMap(root / "reference" / file),
                                 ReadLabelMap(root / "expected" / predictions / file), description.Foreground(), {},
                                 description.ignoreLabel));
    cases.back().referenceFile = file;
    cases.back().predictionFile = entry["prediction_file"].get<std::string>();
  }
  ExpectHolds(SummaryJson({cases, {}}), expected, folder);
}

INSTANTIATE_TEST_SUITE_P(
    Models, NnunetSummary,
    ::testing::Values(
        ModelCase{"m1_hippocampus_3d_fullres_plain", "nnUNetTrainer__nnUNetPlans__3d_fullres", "seg/fold0_mirror"},
        ModelCase{"m2_hippocampus_2d_plain", "nnUNetTrainer__nnUNetPlans__2d", "seg/fold0_mirror"},
        ModelCase{"m3_hippocampus_3d_fullres_resenc", "nnUNetTrainer__nnUNetResEncUNetMPlans__3d_fullres",
                  "seg/fold0_mirror"},
        ModelCase{"m4_leftatrium_cascade", "nnUNetTrainer__nnUNetPlans__3d_cascade_fullres",
                  "3d_cascade_fullres/seg/fold0_mirror"},
        ModelCase{"m5_brain_regions_4ch", "nnUNetTrainer__nnUNetPlans__3d_fullres", "seg/fold0_mirror"},
        ModelCase{"m6_ct_anisotropic", "nnUNetTrainer__nnUNetPlans__3d_fullres", "seg/fold0_mirror"},
        ModelCase{"m7_hippocampus_ignore_transposed", "nnUNetTrainer__nnUNetPlans__3d_fullres", "seg/fold0_mirror"}),
    [](const auto & test) { return test.param.folder; });

} // namespace
