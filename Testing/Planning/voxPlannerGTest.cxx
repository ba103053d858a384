// SPDX-License-Identifier: Apache-2.0
#include "voxPlanner.h"

#include "voxPlanFixture.h"
#include "voxSharedFolder.h"

namespace vox
{
namespace
{

using testing::ExpectError;
using testing::UniformFingerprint;

const Json &
Entry(const Plan & plan, const char * configuration)
{
  return plan.document.at("configurations").at(configuration);
}

TEST(Planner, GivesTheBatchesThatNnunetDocumentsForHippocampus)
{
  const Plan plan = MakePlan(UniformFingerprint(260, {1, 1, 1}, {36, 50, 35}), testing::SmallDescription());
  EXPECT_EQ(Entry(plan, "2d").at("batch_size"), 366);
  EXPECT_EQ(Entry(plan, "2d").at("patch_size"), Json({56, 40}));
  EXPECT_EQ(Entry(plan, "3d_fullres").at("batch_size"), 9);
  EXPECT_EQ(Entry(plan, "3d_fullres").at("patch_size"), Json({40, 56, 40}));
}

TEST(Planner, PutsTheCoarsestAxisFirst)
{
  const DatasetDescription description = testing::SmallDescription();
  const Plan z = MakePlan(UniformFingerprint(20, {4, 1, 0.9}, {20, 200, 180}), description);
  const Plan y = MakePlan(UniformFingerprint(20, {1, 4, 0.9}, {200, 20, 180}), description);
  const Plan x = MakePlan(UniformFingerprint(20, {1, 0.9, 4}, {200, 180, 20}), description);
  EXPECT_EQ(z.document.at("transpose_forward"), Json({0, 1, 2}));
  EXPECT_EQ(y.document.at("transpose_forward"), Json({1, 0, 2}));
  EXPECT_EQ(x.document.at("transpose_forward"), Json({2, 0, 1}));
  EXPECT_EQ(x.document.at("transpose_backward"), Json({1, 2, 0}));
  // After transposition the three data sets are the same.
  EXPECT_EQ(y.document.at("configurations"), z.document.at("configurations"));
  EXPECT_EQ(x.document.at("configurations"), z.document.at("configurations"));
}

TEST(Planner, RefinesACoarseAxisOnlyWhenItAlsoHasFewVoxels)
{
  Fingerprint fingerprint = UniformFingerprint(11, {5, 1, 1}, {20, 200, 200});
  fingerprint.spacingsMm[0].z = fingerprint.spacingsMm[1].z = 3;
  const DatasetDescription description = testing::SmallDescription();
  // The 10 % percentile of eleven values is the second smallest.
  EXPECT_EQ(Entry(MakePlan(fingerprint, description), "3d_fullres").at("spacing")[0], 3.0);
  fingerprint.shapesAfterCrop.assign(11, {70, 200, 200});
  EXPECT_EQ(Entry(MakePlan(fingerprint, description), "3d_fullres").at("spacing")[0], 5.0);
}

TEST(Planner, KeepsTheCoarseAxisJustAboveTheOthers)
{
  Fingerprint fingerprint = UniformFingerprint(11, {5, 1, 1}, {20, 200, 200});
  fingerprint.spacingsMm[0].z = fingerprint.spacingsMm[1].z = 0.5;
  const Json spacing = Entry(MakePlan(fingerprint, testing::SmallDescription()), "3d_fullres").at("spacing");
  EXPECT_DOUBLE_EQ(spacing[0].get<double>(), 1.0 + 1e-5);
}

TEST(Planner, PlansOnly2dForSingleSlices)
{
  const Plan plan = MakePlan(UniformFingerprint(20, {999, 1, 1}, {1, 512, 512}), testing::SmallDescription());
  EXPECT_EQ(plan.ConfigurationNames(), std::vector<std::string>{"2d"});
}

TEST(Planner, AddsACascadeWherePatchesAreSmallAgainstTheCases)
{
  const Plan plan = testing::CascadePlan();
  EXPECT_EQ(Entry(plan, "3d_lowres").at("next_stage"), "3d_cascade_fullres");
  EXPECT_EQ(Entry(plan, "3d_lowres").at("batch_dice"), false);
  EXPECT_EQ(Entry(plan, "3d_fullres").at("batch_dice"), true);
  EXPECT_EQ(Entry(plan, "3d_cascade_fullres"),
            Json({{"inherits_from", "3d_fullres"}, {"previous_stage", "3d_lowres"}}));
  EXPECT_EQ(Entry(testing::SmallPlan(), "3d_fullres").at("batch_dice"), false);
}

TEST(Planner, NormalizesInsideTheMaskOnlyAfterMuchCroppingAndOnlyForZScore)
{
  Fingerprint fingerprint = UniformFingerprint(20, {1, 1, 1}, {36, 50, 35});
  const auto mask = [&](const char * channel) {
    return Entry(MakePlan(fingerprint, testing::SmallDescription(channel)), "2d").at("use_mask_for_norm")[0];
  };
  fingerprint.medianRelativeSizeAfterCropping = 0.75;
  EXPECT_EQ(mask("T1"), false);
  fingerprint.medianRelativeSizeAfterCropping = 0.74;
  EXPECT_EQ(mask("T1"), true);
  EXPECT_EQ(mask("zScore"), true);
  EXPECT_EQ(mask("CT"), false);
}

TEST(Planner, ChoosesTheNormalizationByTheNameOfTheChannel)
{
  const auto scheme = [](const char * channel) {
    const Fingerprint fingerprint = UniformFingerprint(20, {1, 1, 1}, {36, 50, 35});
    return Entry(MakePlan(fingerprint, testing::SmallDescription(channel)), "2d").at("normalization_schemes")[0];
  };
  EXPECT_EQ(scheme("ct"), "CTNormalization");
  EXPECT_EQ(scheme("NoNorm"), "NoNormalization");
  EXPECT_EQ(scheme("rescale_to_0_1"), "RescaleTo01Normalization");
  EXPECT_EQ(scheme("rgb_to_0_1"), "RGBTo01Normalization");
  EXPECT_EQ(scheme("CT angiography"), "ZScoreNormalization");
}

TEST(Planner, NamesTheReaderThatNnunetWouldTake)
{
  const auto reader = [](const char * ending) {
    DatasetDescription description = testing::SmallDescription();
    description.fileEnding = ending;
    return MakePlan(UniformFingerprint(20, {1, 1, 1}, {36, 50, 35}), description).document.at("image_reader_writer");
  };
  EXPECT_EQ(reader(".nii.gz"), "SimpleITKIO");
  EXPECT_EQ(reader(".nrrd"), "SimpleITKIO");
  EXPECT_EQ(reader(".nii"), "NibabelIO");
  EXPECT_EQ(reader(".png"), "NaturalImage2DIO");
  EXPECT_EQ(reader(".tiff"), "Tiff3DIO");
  DatasetDescription description = testing::SmallDescription();
  description.source["overwrite_image_reader_writer"] = "NibabelIOWithReorient";
  EXPECT_EQ(MakePlan(UniformFingerprint(20, {1, 1, 1}, {36, 50, 35}), description).document.at("image_reader_writer"),
            "NibabelIOWithReorient");
  description.source["overwrite_image_reader_writer"] = "None";
  EXPECT_EQ(MakePlan(UniformFingerprint(20, {1, 1, 1}, {36, 50, 35}), description).document.at("image_reader_writer"),
            "SimpleITKIO");
}

TEST(Planner, RecordsTheReadingOrderUnderOurKey)
{
  PlannerOptions options;
  options.readingOrder = ReadingOrder::AsStored;
  const Plan plan = MakePlan(UniformFingerprint(20, {1, 1, 1}, {36, 50, 35}), testing::SmallDescription(), options);
  EXPECT_EQ(plan.document.at("voxtome"), Json({{"reading_order", "as-stored"}}));
  EXPECT_EQ(plan.Configuration("2d", "p").preprocessing.readingOrder, ReadingOrder::AsStored);
}

TEST(Planner, GivesLargerPatchesForMoreMemory)
{
  const Fingerprint fingerprint = UniformFingerprint(100, {1, 1, 1}, {300, 300, 300});
  std::int64_t last = 0;
  for (const double gigabytes : {2.0, 4.0, 8.0, 16.0, 32.0})
  {
    PlannerOptions options;
    options.gpuMemoryTargetGb = gigabytes;
    const Plan plan = MakePlan(fingerprint, testing::SmallDescription(), options);
    const std::int64_t voxels = Product(plan.Configuration("3d_fullres", "p").patchSize);
    EXPECT_GT(voxels, last) << gigabytes;
    last = voxels;
  }
}

TEST(Planner, TakesATargetSpacingInTheOrderOfTheFingerprint)
{
  VOX_REQUIRE_SHARED("parity/planning/Dataset018_LeftAtrium");
  const std::filesystem::path folder = testing::SharedPath("parity/planning/Dataset018_LeftAtrium");
  const Fingerprint fingerprint = FingerprintFromJson(ReadJson(folder / "dataset_fingerprint.json"), "fingerprint");
  const DatasetDescription description = ParseDatasetDescription(ReadJson(folder / "dataset.json"), "dataset.json");
  // What nnUNetv2_plan_experiment -overwrite_target_spacing of nnU-Net 2.8.1 made of these.
  struct Expected
  {
    Zyx<double> spacingMm;
    Json transposeForward;
    Json patch;
    Json medianShape;
  };
  const std::vector<Expected> all{{{0.8, 1.5, 0.7}, {1, 0, 2}, {64, 160, 192}, {60.0, 138.0, 168.5}},
                                  {{0.8, 0.7, 1.5}, {2, 0, 1}, {80, 160, 128}, {78.5, 138.0, 128.0}}};
  for (const Expected & expected : all)
  {
    PlannerOptions options;
    options.overwriteTargetSpacingMm = expected.spacingMm;
    options.plansName = "mine";
    const Plan plan = MakePlan(fingerprint, description, options);
    const Json & configuration = plan.document.at("configurations").at("3d_fullres");
    EXPECT_EQ(plan.document.at("transpose_forward"), expected.transposeForward);
    EXPECT_EQ(configuration.at("spacing"), Json({1.5, 0.8, 0.7}));
    EXPECT_EQ(configuration.at("patch_size"), expected.patch);
    EXPECT_EQ(configuration.at("median_image_size_in_voxels"), expected.medianShape);
    EXPECT_EQ(configuration.at("data_identifier"), "mine_3d_fullres");
    EXPECT_EQ(plan.document.at("plans_name"), "mine");
  }
}

TEST(Planner, EveryPlanCanBeUnpackedAgain)
{
  for (const auto & [planner, name] : EnumNames(Planner{}))
  {
    SCOPED_TRACE(name);
    const Plan plan = ParsePlan(testing::SmallPlan(planner).document, "plan");
    for (const std::string & configuration : plan.ConfigurationNames())
    {
      EXPECT_GE(plan.Configuration(configuration, "plan").batchSize, 2);
    }
  }
}

TEST(Planner, RefusesArgumentsThatMakeNoSense)
{
  const Fingerprint fingerprint = UniformFingerprint(20, {1, 1, 1}, {36, 50, 35});
  const DatasetDescription description = testing::SmallDescription();
  const auto plan = [&](const Fingerprint & f, const PlannerOptions & options) {
    (void)MakePlan(f, description, options);
  };
  ExpectError(ErrorKind::BadInput, "0 spacings and 0 shapes", [&] { plan({}, {}); });
  Fingerprint channels = fingerprint;
  channels.foregroundIntensities.emplace_back();
  ExpectError(ErrorKind::BadInput, "2 channels, the data set 1", [&] { plan(channels, {}); });
  PlannerOptions options;
  options.gpuMemoryTargetGb = -1;
  ExpectError(ErrorKind::Usage, "memory target is -1 GB", [&] { plan(fingerprint, options); });
  options.gpuMemoryTargetGb = 1e-7;
  ExpectError(ErrorKind::Usage, "too small for any patch", [&] { plan(fingerprint, options); });
  options.gpuMemoryTargetGb.reset();
  options.overwriteTargetSpacingMm = Zyx<double>{1, 0, 1};
  ExpectError(ErrorKind::Usage, "target spacing is 1, 0, 1 mm", [&] { plan(fingerprint, options); });
}

} // namespace
} // namespace vox
