// SPDX-License-Identifier: Apache-2.0
#include "voxPlan.h"

#include "voxPlanFixture.h"
#include "voxSharedFolder.h"
#include "voxUNetOptions.h"

#include <filesystem>

namespace vox
{
namespace
{

using testing::ExpectError;

TEST(Plan, UnpacksAThreeDimensionalConfiguration)
{
  const Plan plan = testing::SmallPlan();
  const PlanConfiguration configuration = plan.Configuration("3d_fullres", "plans.json");
  EXPECT_EQ(configuration.name, "3d_fullres");
  EXPECT_EQ(configuration.network.name, "PlainConvUNet");
  EXPECT_EQ(configuration.patchSize, (Zyx<std::int64_t>{40, 56, 40}));
  EXPECT_EQ(configuration.batchSize, 2);
  EXPECT_FALSE(configuration.batchDice);
  EXPECT_EQ(configuration.previousStage, "");
  const UNetOptions network = UNetOptionsOf(configuration.network);
  EXPECT_EQ(network.dimensions, 3);
  EXPECT_EQ(network.featuresPerStage, (std::vector<std::int64_t>{32, 64, 128, 256}));
  EXPECT_EQ(network.strides.back(), (Zyx<std::int64_t>{2, 2, 2}));
  EXPECT_EQ(network.blocksPerStage, (std::vector<std::int64_t>{2, 2, 2, 2}));
  EXPECT_EQ(network.convsPerDecoderStage, (std::vector<std::int64_t>{2, 2, 2}));
  EXPECT_TRUE(network.convBias);
  EXPECT_EQ(network.normEps, 1e-5);
  EXPECT_TRUE(network.normAffine);
  EXPECT_EQ(network.negativeSlope, 0.01);
  EXPECT_EQ(network.dropout, 0.0);
}

TEST(Plan, UnpacksPreprocessing)
{
  const PreprocessOptions options = testing::SmallPlan().Configuration("3d_fullres", "plans.json").preprocessing;
  EXPECT_EQ(options.readingOrder, ReadingOrder::Ras);
  EXPECT_EQ(options.transposeForward, (std::array<int, 3>{0, 1, 2}));
  EXPECT_EQ(options.spacingMm[0], 1.0);
  EXPECT_EQ(options.normalization, std::vector<Normalization>{Normalization::ZScore});
  EXPECT_EQ(options.useMaskForNorm, std::vector<bool>{false});
  ASSERT_EQ(options.statistics.size(), 1U);
  EXPECT_EQ(options.statistics[0].percentile995, 15.0);
  EXPECT_EQ(options.image.order, 3);
  EXPECT_EQ(options.labels.order, 1);
  EXPECT_EQ(options.probabilities.order, 1);
  EXPECT_FALSE(options.image.forceSeparateZ.has_value());
}

TEST(Plan, UnpacksATwoDimensionalConfigurationAsOneSlice)
{
  const PlanConfiguration configuration = testing::SmallPlan().Configuration("2d", "plans.json");
  EXPECT_EQ(configuration.patchSize, (Zyx<std::int64_t>{1, 56, 40}));
  EXPECT_EQ(configuration.network.Dimensions(), 2);
  EXPECT_EQ(UNetOptionsOf(configuration.network).kernelSizes.front(), (Zyx<std::int64_t>{1, 3, 3}));
  EXPECT_EQ(UNetOptionsOf(configuration.network).strides.back(), (Zyx<std::int64_t>{1, 2, 2}));
  EXPECT_FALSE(configuration.preprocessing.spacingMm[0].has_value());
  EXPECT_EQ(configuration.preprocessing.spacingMm[1], 1.0);
  EXPECT_TRUE(configuration.batchDice);
}

TEST(Plan, UnpacksResidualEncoders)
{
  const PlanConfiguration configuration =
      testing::SmallPlan(Planner::ResEncM).Configuration("3d_fullres", "plans.json");
  EXPECT_EQ(configuration.network.name, "ResidualEncoderUNet");
  EXPECT_EQ(UNetOptionsOf(configuration.network).blocksPerStage, (std::vector<std::int64_t>{1, 3, 4, 6}));
  EXPECT_EQ(UNetOptionsOf(configuration.network).convsPerDecoderStage, (std::vector<std::int64_t>{1, 1, 1}));
}

TEST(Plan, FollowsInheritanceAndKnowsThePreviousStageOfACascade)
{
  const Plan plan = testing::CascadePlan();
  EXPECT_EQ(plan.ConfigurationNames(),
            (std::vector<std::string>{"2d", "3d_lowres", "3d_fullres", "3d_cascade_fullres"}));
  const PlanConfiguration fullres = plan.Configuration("3d_fullres", "plans.json");
  const PlanConfiguration cascade = plan.Configuration("3d_cascade_fullres", "plans.json");
  EXPECT_EQ(cascade.name, "3d_cascade_fullres");
  EXPECT_EQ(cascade.previousStage, "3d_lowres");
  EXPECT_EQ(cascade.patchSize, fullres.patchSize);
  EXPECT_EQ(cascade.network, fullres.network);
  EXPECT_EQ(fullres.preprocessing.normalization.front(), Normalization::Ct);
}

TEST(Plan, ReplacesInheritedKeysWhole)
{
  Plan plan = testing::SmallPlan();
  plan.document["configurations"]["middle"] = {{"inherits_from", "3d_fullres"}, {"batch_size", 11}};
  plan.document["configurations"]["mine"] = {{"inherits_from", "middle"}, {"patch_size", {16, 16, 16}}};
  const PlanConfiguration mine = plan.Configuration("mine", "plans.json");
  EXPECT_EQ(mine.batchSize, 11);
  EXPECT_EQ(mine.patchSize, (Zyx<std::int64_t>{16, 16, 16}));
}

TEST(Plan, TakesTheReadingOrderFromOurKeyOrElseFromTheReader)
{
  Plan plan = testing::SmallPlan();
  const auto order = [&] { return plan.Configuration("2d", "plans.json").preprocessing.readingOrder; };
  plan.document["voxtome"]["reading_order"] = "as-stored";
  EXPECT_EQ(order(), ReadingOrder::AsStored);
  plan.document["image_reader_writer"] = "NibabelIOWithReorient";
  EXPECT_EQ(order(), ReadingOrder::AsStored);
  plan.document.erase("voxtome");
  EXPECT_EQ(order(), ReadingOrder::Ras);
  for (const char * reader : {"NibabelIO", "SimpleITKIO", "NaturalImage2DIO", "Tiff3DIO"})
  {
    plan.document["image_reader_writer"] = reader;
    EXPECT_EQ(order(), ReadingOrder::AsStored) << reader;
  }
  plan.document["image_reader_writer"] = "nnunetv2.imageio.simpleitk_reader_writer.SimpleITKIOWithReorient";
  EXPECT_EQ(order(), ReadingOrder::Ras);
}

TEST(Plan, TakesPicturesFromOurKeyAndRefusesBadOnesByPlace)
{
  Plan plan = testing::SmallPlan();
  Json & picture = plan.document["configurations"]["2d"]["voxtome"]["picture"];
  picture = {{"rows", 96}, {"labels", "bilinear"}, {"mixed_as", {2, 1, 3}}};
  const PictureOptions read = plan.Configuration("2d", "plans.json").preprocessing.picture.value();
  EXPECT_EQ(read.rows, 96);
  EXPECT_EQ(read.labels, LabelResize::Bilinear);
  EXPECT_EQ(read.mixedAs, (std::vector<std::int64_t>{2, 1, 3}));
  picture["mixed_as"] = {1, 1};
  ExpectError(ErrorKind::BadModel, "mixed_as is [1, 1], expected consecutive numbers",
              [&] { (void)plan.Configuration("2d", "plans.json"); });
}

TEST(Plan, RefusesReadersWhoseOrderIsNotKnown)
{
  Plan plan = testing::SmallPlan();
  plan.document["image_reader_writer"] = "MyDicomIO";
  EXPECT_NO_THROW((void)plan.Configuration("2d", "plans.json")); // our key says it
  plan.document.erase("voxtome");
  ExpectError(ErrorKind::BadModel,
              "image_reader_writer: unknown reader 'MyDicomIO'; known are: SimpleITKIO, SimpleITKIOWithReorient, "
              "NibabelIO, NibabelIOWithReorient, NaturalImage2DIO, Tiff3DIO",
              [&] { (void)plan.Configuration("2d", "plans.json"); });
}

TEST(Plan, UnpacksSettingsThatThePlannerDoesNotWrite)
{
  Plan plan = testing::SmallPlan();
  Json & kwargs = plan.document["configurations"]["3d_fullres"]["architecture"]["arch_kwargs"];
  kwargs["n_conv_per_stage"] = 1;
  kwargs["n_conv_per_stage_decoder"] = {3, 2, 1};
  kwargs["kernel_sizes"] = {1, 3, 3, 3};
  kwargs["conv_bias"] = false;
  kwargs["norm_op_kwargs"] = {{"eps", 1e-3}};
  kwargs["nonlin_kwargs"] = {{"inplace", true}, {"negative_slope", 0.2}};
  kwargs["dropout_op"] = "torch.nn.modules.dropout.Dropout3d";
  kwargs["dropout_op_kwargs"] = {{"p", 0.1}};
  const UNetOptions network = UNetOptionsOf(plan.Configuration("3d_fullres", "plans.json").network);
  EXPECT_EQ(network.blocksPerStage, (std::vector<std::int64_t>{1, 1, 1, 1}));
  EXPECT_EQ(network.convsPerDecoderStage, (std::vector<std::int64_t>{3, 2, 1}));
  EXPECT_EQ(network.kernelSizes.front(), (Zyx<std::int64_t>{1, 1, 1}));
  EXPECT_FALSE(network.convBias);
  EXPECT_EQ(network.normEps, 1e-3);
  EXPECT_FALSE(network.normAffine);
  EXPECT_EQ(network.negativeSlope, 0.2);
  EXPECT_EQ(network.dropout, 0.1);
  kwargs["nonlin"] = "torch.nn.ReLU";
  kwargs["nonlin_kwargs"] = nullptr;
  EXPECT_EQ(UNetOptionsOf(plan.Configuration("3d_fullres", "plans.json").network).negativeSlope, 0.0);
}

TEST(Plan, KnowsNetworksByTheLastPartOfTheirName)
{
  Plan plan = testing::SmallPlan();
  Json & name = plan.document["configurations"]["2d"]["architecture"]["network_class_name"];
  name = "somewhere.else.PlainConvUNet";
  EXPECT_EQ(plan.Configuration("2d", "plans.json").network.name, "PlainConvUNet");
  name = "dynamic_network_architectures.architectures.primus.Primus";
  ExpectError(ErrorKind::BadModel, "Primus'; known are: PlainConvUNet, ResidualEncoderUNet",
              [&] { (void)plan.Configuration("2d", "plans.json"); });
}

TEST(Plan, KeepsUnknownKeys)
{
  Plan plan = testing::SmallPlan();
  plan.document["a_later_key"] = {1, 2, 3};
  plan.document["configurations"]["2d"]["another"] = "x";
  const Plan again = ParsePlan(ParseJson(plan.document.dump(), "text"), "plans.json");
  EXPECT_EQ(again.document, plan.document);
  EXPECT_EQ(again.document.dump(), plan.document.dump());
  EXPECT_EQ(again.Configuration("2d", "plans.json").batchSize, plan.Configuration("2d", "plans.json").batchSize);
}

TEST(Plan, RefusesDocumentsThatAreNoPlan)
{
  ExpectError(ErrorKind::BadModel, "x.json: found [], expected an object",
              [] { (void)ParsePlan(Json::array(), "x.json"); });
  ExpectError(ErrorKind::BadModel, "x.json: the key 'dataset_name' is missing",
              [] { (void)ParsePlan(Json::object(), "x.json"); });
  Json empty = testing::SmallPlan().document;
  empty["configurations"] = Json::object();
  ExpectError(ErrorKind::BadModel, "x.json: configurations: found {}", [&] { (void)ParsePlan(empty, "x.json"); });
}

TEST(Plan, NamesTheKnownConfigurations)
{
  const Plan plan = testing::SmallPlan();
  ExpectError(ErrorKind::BadModel, "plans.json: unknown configuration '3d_lowres'; known are: 2d, 3d_fullres",
              [&] { (void)plan.Configuration("3d_lowres", "plans.json"); });
}

TEST(Plan, RefusesInheritanceInACircle)
{
  Plan plan = testing::SmallPlan();
  plan.document["configurations"]["a"] = {{"inherits_from", "b"}};
  plan.document["configurations"]["b"] = {{"inherits_from", "a"}};
  ExpectError(ErrorKind::BadModel, "inherit in a circle: a from b from a", [&] { (void)plan.Configuration("a", "p"); });
  plan.document["configurations"]["b"]["inherits_from"] = "c";
  ExpectError(ErrorKind::BadModel, "unknown configuration 'c'", [&] { (void)plan.Configuration("a", "p"); });
}

/** A change of 3d_fullres and what the message must say about it. */
struct BadChange
{
  const char * pointer; ///< JSON pointer inside the configuration
  Json value;
  const char * message;
};

TEST(Plan, RefusesWhatItCannotFollow)
{
  const std::vector<BadChange> changes{
      {"/batch_size", "two", "batch_size: found \"two\", expected a whole number"},
      {"/batch_size", 0, "batch_size: found 0, expected at least 1"},
      {"/patch_size", {40, 56}, "spacing: found [1.0,1.0,1.0], expected 2 numbers"},
      {"/patch_size", {40}, "patch_size: found 1 numbers, expected 2 or 3"},
      {"/patch_size", {40, 56, 39}, "patch_size: found 39 on axis 2 (z, y, x), expected multiples of 8"},
      {"/spacing", {1.0, 0.0, 1.0}, "target spacing is 0 mm, expected a positive number"},
      {"/normalization_schemes", {"Histogram"}, "unknown normalization 'Histogram'; known are: ZScoreNormalization"},
      {"/use_mask_for_norm", {true, false}, "1 normalization schemes and 2 mask flags"},
      {"/resampling_fn_seg", "resample_by_magic",
       "resampling_fn_seg: unknown function 'resample_by_magic'; known are: resample_data_or_seg_to_shape, "
       "resample_torch_fornnunet, no_resampling_hack"},
      {"/resampling_fn_data_kwargs/mode", "nearest", "resampling_fn_data_kwargs: 'mode: \"nearest\"' is not supported"},
      {"/resampling_fn_seg_kwargs/is_seg", false, "resampling_fn_seg_kwargs: is_seg must be true"},
      {"/architecture/arch_kwargs/n_stages", 0, "n_stages: found 0"},
      {"/architecture/arch_kwargs/n_stages", 5, "features_per_stage: found 4 entries, expected 5"},
      {"/architecture/arch_kwargs/strides", {1, 2, 2, {2, 2}}, "strides: found [2,2], expected 3 numbers per stage"},
      {"/architecture/arch_kwargs/conv_op", "torch.nn.modules.conv.Conv2d", "conv_op: found 'Conv2d', expected Conv3d"},
      {"/architecture/arch_kwargs/norm_op", nullptr, "norm_op: found '', expected InstanceNorm3d"},
      {"/architecture/arch_kwargs/norm_op_kwargs/track_running_stats", true,
       "'track_running_stats: true' is not supported"},
      {"/architecture/arch_kwargs/nonlin", "torch.nn.GELU", "nonlin: found 'GELU', expected LeakyReLU"},
      {"/architecture/arch_kwargs/nonlin_first", true, "'nonlin_first: true' is not supported"},
  };
  for (const BadChange & change : changes)
  {
    SCOPED_TRACE(change.pointer);
    Plan plan = testing::SmallPlan();
    plan.document["configurations"]["3d_fullres"][Json::json_pointer(change.pointer)] = change.value;
    ExpectError(ErrorKind::BadModel, change.message, [&] { (void)plan.Configuration("3d_fullres", "plans.json"); });
    ExpectError(ErrorKind::BadModel, "plans.json: configuration '3d_fullres'",
                [&] { (void)plan.Configuration("3d_fullres", "plans.json"); });
  }
}

TEST(Plan, NamesMissingKeys)
{
  for (const char * key : {"patch_size", "spacing", "batch_size", "batch_dice", "architecture", "use_mask_for_norm",
                           "normalization_schemes", "resampling_fn_probabilities", "resampling_fn_data_kwargs"})
  {
    Plan plan = testing::SmallPlan();
    plan.document["configurations"]["2d"].erase(key);
    ExpectError(ErrorKind::BadModel, std::string("the key '") + key + "' is missing",
                [&] { (void)plan.Configuration("2d", "plans.json"); });
  }
}

TEST(Plan, NeedsTheStatisticsOfChannelsThatAreNormalizedByThem)
{
  Plan plan = testing::CascadePlan();
  plan.document["foreground_intensity_properties_per_channel"]["0"].erase("percentile_99_5");
  ExpectError(ErrorKind::BadModel, "channel 0: the key 'percentile_99_5' is missing",
              [&] { (void)plan.Configuration("3d_fullres", "plans.json"); });
  plan.document["configurations"]["3d_fullres"]["normalization_schemes"] = {"ZScoreNormalization"};
  EXPECT_EQ(plan.Configuration("3d_fullres", "plans.json").preprocessing.statistics.size(), 1U);
}

TEST(Plan, RefusesATranspositionThatIsNone)
{
  Plan plan = testing::SmallPlan();
  plan.document["transpose_forward"] = {0, 1, 1};
  ExpectError(ErrorKind::BadModel, "transpose is 0, 1, 1, expected 0, 1 and 2 in some order",
              [&] { (void)plan.Configuration("2d", "p"); });
}

TEST(Plan, UnpacksAllPlansOfNnunetThatWeHave)
{
  VOX_REQUIRE_SHARED("parity/models");
  int unpacked = 0;
  for (const char * folder : {"parity/models", "parity/planning", "data/nnunet-plans"})
  {
    for (const auto & entry : std::filesystem::recursive_directory_iterator(testing::SharedPath(folder)))
    {
      const std::string name = entry.path().filename().string();
      if (name == "plans.json" || (name.starts_with("nnUNet") && name.ends_with(".json")))
      {
        SCOPED_TRACE(entry.path().string());
        const Plan plan = ParsePlan(ReadJson(entry.path()), entry.path().string());
        for (const std::string & configuration : plan.ConfigurationNames())
        {
          EXPECT_GT(plan.Configuration(configuration, entry.path().string()).batchSize, 0);
          ++unpacked;
        }
      }
    }
  }
  EXPECT_GT(unpacked, 150);
}

} // namespace
} // namespace vox
