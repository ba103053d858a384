// SPDX-License-Identifier: Apache-2.0
#include "voxFilterExamples.h"

#include "voxTemporaryFolder.h"

#include <itkComposeImageFilter.h>

#include <sstream>

namespace vox
{
namespace
{

using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

TEST(SegmentationImageFilter, GivesTheLabelsOfThePredictorOnTheGridOfTheInput)
{
  const Model model = MakeTinyModel();
  const auto image = NoiseImage<Image3>({11, 13, 9}, 1, 1.25); // resampled to 1 mm on the way
  const auto filter = MakeFilter(Shared(model), image);
  filter->Update();
  const Labels3 * labels = filter->GetOutput();
  const Prediction expected = Predicted(model, VolumeOf(*image));
  EXPECT_EQ(ValuesOfImage(*labels), ValuesOfVolume(expected.labels));
  EXPECT_TRUE(HasStructures(ValuesOfImage(*labels)));
  EXPECT_EQ(labels->GetLargestPossibleRegion(), image->GetLargestPossibleRegion());
  EXPECT_EQ(labels->GetBufferedRegion(), image->GetLargestPossibleRegion());
  EXPECT_EQ(labels->GetOrigin(), image->GetOrigin());
  EXPECT_EQ(labels->GetSpacing(), image->GetSpacing());
  EXPECT_EQ(labels->GetDirection(), image->GetDirection());
}

TEST(SegmentationImageFilter, ProbabilitiesAreTheSecondOutput)
{
  const Model model = MakeTinyModel();
  const auto image = NoiseImage<Image3>({9, 10, 8}, 2);
  const auto filter = MakeFilter(Shared(model), image);
  filter->GenerateProbabilitiesOn();
  filter->Update();
  PredictOptions options = Fp32();
  options.probabilities = true;
  const Prediction expected = Predicted(model, VolumeOf(*image), options);
  auto * const probabilities = filter->GetProbabilities();
  ASSERT_EQ(probabilities->GetNumberOfComponentsPerPixel(), 3U);
  EXPECT_EQ(probabilities->GetDirection(), image->GetDirection());
  const auto start = image->GetLargestPossibleRegion().GetIndex();
  for (const auto & [x, y, z] : {std::array<int, 3>{0, 0, 0}, {8, 9, 7}, {3, 4, 5}})
  {
    const auto pixel = probabilities->GetPixel({{start[0] + x, start[1] + y, start[2] + z}});
    for (unsigned int k = 0; k < 3; ++k)
    {
      EXPECT_EQ(pixel[k], expected.probabilities->voxels[k][z][y][x].item<float>());
    }
  }
  EXPECT_EQ(ValuesOfImage(*filter->GetOutput()), ValuesOfVolume(expected.labels));
}

TEST(SegmentationImageFilter, TakesChannelsAsInputsOrAsComponents)
{
  const Model model = MakeTinyModel({.channelNames = {"T1", "T2"}});
  const auto shared = Shared(model);
  const std::array images{NoiseImage<Image3>({9, 10, 8}, 3), NoiseImage<Image3>({9, 10, 8}, 4)};
  const auto separate = MakeFilter(shared, images[0]);
  separate->SetInput(1, images[1]);
  separate->Update();

  Volume volume = VolumeOf(*images[0]);
  volume.voxels = at::cat({volume.voxels, VolumeOf(*images[1]).voxels});
  const std::vector<int> expected = ValuesOfVolume(Predicted(model, volume).labels);
  EXPECT_EQ(ValuesOfImage(*separate->GetOutput()), expected);

  using VectorImage3 = itk::VectorImage<float, 3>;
  const auto compose = itk::ComposeImageFilter<Image3, VectorImage3>::New();
  compose->SetInput(0, images[0]);
  compose->SetInput(1, images[1]);
  const auto together = itk::vox::SegmentationImageFilter<VectorImage3, itk::Image<short, 3>>::New();
  together->SetModel(shared);
  together->SetPrecision("fp32");
  together->SetNumberOfWorkUnits(1);
  together->SetInput(compose->GetOutput());
  together->Update();
  EXPECT_EQ(ValuesOfImage(*together->GetOutput()), expected);
}

TEST(SegmentationImageFilter, TakesImagesOfTwoDimensions)
{
  const Model model = MakeTinyModel({.dimensions = 2});
  const auto image = NoiseImage<itk::Image<short, 2>>({21, 17}, 5);
  const auto filter = itk::vox::SegmentationImageFilter<itk::Image<short, 2>, Labels2>::New();
  filter->SetModel(Shared(model));
  filter->SetPrecision("fp32");
  filter->SetNumberOfWorkUnits(1);
  filter->SetInput(image);
  filter->Update();
  const Prediction expected = Predicted(model, VolumeOf(*image));
  EXPECT_EQ(ValuesOfImage(*filter->GetOutput()), ValuesOfVolume(expected.labels));
  EXPECT_TRUE(HasStructures(ValuesOfImage(*filter->GetOutput())));
  EXPECT_EQ(filter->GetOutput()->GetDirection(), image->GetDirection());
}

TEST(SegmentationImageFilter, HeedsItsSettingsAndRunsAgainWhenTheyChange)
{
  const Model model = MakeTinyModel({.folds = {"0", "1"}});
  const auto image = NoiseImage<Image3>({13, 12, 11}, 6);
  const auto filter = MakeFilter(Shared(model), image);
  const Volume volume = VolumeOf(*image);
  PredictOptions options = Fp32();
  const auto expectEqual = [&](const char * what) {
    filter->Update();
    EXPECT_EQ(ValuesOfImage(*filter->GetOutput()), ValuesOfVolume(Predicted(model, volume, options).labels)) << what;
  };
  expectEqual("defaults");
  filter->MirroringOff();
  options.mirror = false;
  expectEqual("without mirroring");
  filter->SetFolds({"1"});
  options.folds = {"1"};
  expectEqual("one fold");
  filter->SetStep(1.0);
  options.step = 1.0;
  expectEqual("larger steps");
}

TEST(SegmentationImageFilter, ReadsAModelFileAndKnowsItsLabels)
{
  const TemporaryFolder folder;
  const Model model = MakeTinyModel();
  WriteModel(folder / "model.safetensors", model);
  const auto image = NoiseImage<Image3>({9, 10, 8}, 7);
  const auto filter = MakeFilter(nullptr, image);
  filter->SetModel((folder / "model.safetensors").string());
  EXPECT_THAT(filter->GetLabelNames(), ElementsAre(Pair(0, "background"), Pair(1, "front"), Pair(2, "back")));
  filter->Update();
  EXPECT_EQ(ValuesOfImage(*filter->GetOutput()), ValuesOfVolume(Predicted(model, VolumeOf(*image)).labels));
}

TEST(SegmentationImageFilter, NamesRegionsByTheLabelsThatTheyArePaintedWith)
{
  const auto model = Shared(
      MakeTinyModel({.labels = {{"background", 0}, {"whole", {1, 2}}, {"core", {2}}}, .regionsClassOrder = {1, 2}}));
  EXPECT_THAT(model->GetLabelNames(), ElementsAre(Pair(0, "background"), Pair(1, "whole"), Pair(2, "core")));
  EXPECT_THAT(model->GetProbabilityNames(), ElementsAre("whole", "core"));
}

TEST(SegmentationImageFilter, PrintsItsModelAndSettings)
{
  const auto filter = MakeFilter(Shared(MakeTinyModel()), nullptr);
  filter->SetFolds({"0"});
  std::ostringstream text;
  filter->Print(text);
  EXPECT_THAT(text.str(), HasSubstr("SegmentationImageFilter"));
  EXPECT_THAT(text.str(), HasSubstr("Channels: 'MRI'"));
  EXPECT_THAT(text.str(), HasSubstr("Precision: fp32"));
  EXPECT_THAT(text.str(), HasSubstr("Folds: 0"));
}

} // namespace
} // namespace vox
