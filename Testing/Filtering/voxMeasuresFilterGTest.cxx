// SPDX-License-Identifier: Apache-2.0
#include "voxFilterExamples.h"
#include "voxSegmentationMeasuresImageFilter.h"

#include "voxEvaluation.h"

#include <itkHausdorffDistanceImageFilter.h>

#include <sstream>

namespace vox
{
namespace
{

using namespace testing;
using Measures = itk::vox::SegmentationMeasuresImageFilter<Labels3>;

/** Balls of label 1 and 2 on an anisotropic grid; the second lies within the first. */
Labels3::Pointer
Balls(double shift, bool withSecond = true)
{
  const auto image = NoiseImage<Labels3>({24, 20, 12}, 1);
  image->SetSpacing(std::array{0.75, 1.0, 2.5}.data());
  const auto start = image->GetLargestPossibleRegion().GetIndex();
  for (itk::ImageRegionIterator<Labels3> it(image, image->GetLargestPossibleRegion()); !it.IsAtEnd(); ++it)
  {
    const auto index = it.GetIndex();
    const auto offset = [&](unsigned int axis, double center) {
      return (static_cast<double>(index[axis] - start[axis]) - center) * image->GetSpacing()[axis];
    };
    const double distance = std::hypot(offset(0, 11.0 + shift), offset(1, 9.0), offset(2, 6.0));
    const int label = distance < 2.6 && withSecond ? 2 : distance < 6.0 ? 1 : 0;
    it.Set(static_cast<unsigned char>(label));
  }
  return image;
}

Measures::Pointer
Measured(const Labels3 * reference, const Labels3 * prediction, const std::string & definition = "max-of-percentiles")
{
  const auto filter = Measures::New();
  filter->SetReferenceImage(reference);
  filter->SetPredictionImage(prediction);
  filter->SetHausdorffDefinition(definition);
  filter->Update();
  return filter;
}

TEST(MeasuresFilter, GivesTheMeasuresOfTheLibrary)
{
  const auto reference = Balls(0.0);
  const auto prediction = Balls(1.4);
  const auto filter = Measured(reference, prediction);
  const auto asLabels = [](const Labels3 & image) {
    Volume volume = VolumeOf(image);
    volume.voxels = volume.voxels.to(at::kInt);
    return volume;
  };
  const std::vector<LabelEntry> structures{{"1", {1}}, {"2", {2}}};
  const CaseMeasures expected = EvaluateCase(asLabels(*reference), asLabels(*prediction), structures, {});
  ASSERT_EQ(filter->GetMeasures().size(), 2U);
  for (std::size_t i = 0; i < 2; ++i)
  {
    const auto label = static_cast<std::int64_t>(i) + 1;
    EXPECT_EQ(filter->GetDice(label), expected.structures[i].dice);
    EXPECT_EQ(filter->GetHausdorffDistance(label), expected.structures[i].hausdorffMm);
    EXPECT_EQ(filter->GetHausdorffDistance95(label), expected.structures[i].hausdorff95Mm);
    EXPECT_EQ(filter->GetAverageSymmetricSurfaceDistance(label), expected.structures[i].assdMm);
    EXPECT_GT(filter->GetHausdorffDistance(label).value(), 0.0);
  }
  EXPECT_EQ(ValuesOfImage(*filter->GetOutput()), ValuesOfImage(*reference));
}

TEST(MeasuresFilter, AgreesWithTheFilterOfItk)
{
  // That filter knows no labels: everything above 0 is one.
  const auto reference = Balls(0.0, false);
  const auto prediction = Balls(2.0, false);
  const auto other = itk::HausdorffDistanceImageFilter<Labels3, Labels3>::New();
  other->SetInput1(reference);
  other->SetInput2(prediction);
  other->Update();
  EXPECT_NEAR(Measured(reference, prediction, "itk")->GetHausdorffDistance(1).value(), other->GetHausdorffDistance(),
              1e-5);
}

TEST(MeasuresFilter, WhatIsUndefinedHasNoValue)
{
  const auto both = Balls(0.0);
  const auto one = Balls(0.0, false);
  const auto filter = Measured(both, one);
  EXPECT_EQ(filter->GetDice(2), 0.0);
  EXPECT_FALSE(filter->GetHausdorffDistance(2).has_value());
  filter->SetLabels({7});
  filter->Update();
  EXPECT_FALSE(filter->GetDice(7).has_value());
  VOX_EXPECT_ITK_ERROR((void)filter->GetDice(1), "label 1 was not measured");
}

TEST(MeasuresFilter, HeedsThePercentile)
{
  const auto reference = Balls(0.0);
  const auto prediction = Balls(1.4);
  const auto filter = Measured(reference, prediction);
  const double hausdorff = filter->GetHausdorffDistance(1).value();
  EXPECT_LT(filter->GetHausdorffDistance95(1).value(), hausdorff);
  filter->SetPercentile(100.0);
  filter->Update();
  EXPECT_EQ(filter->GetHausdorffDistance95(1).value(), hausdorff);
  filter->SetPercentile(101.0);
  VOX_EXPECT_ITK_ERROR(filter->Update(), "101");
}

TEST(MeasuresFilter, ReportsItsProgressAndCanBeAborted)
{
  const auto filter = Measures::New();
  filter->SetReferenceImage(Balls(0.0));
  filter->SetPredictionImage(Balls(1.4));
  filter->SetNumberOfWorkUnits(1);
  std::vector<float> fractions;
  bool abort = false;
  filter->AddObserver(itk::ProgressEvent(), [&](const itk::EventObject &) {
    fractions.push_back(filter->GetProgress());
    filter->SetAbortGenerateData(abort);
  });
  filter->Update();
  EXPECT_GE(fractions.size(), 3U) << "the start and two labels";
  EXPECT_TRUE(std::ranges::is_sorted(fractions));
  EXPECT_EQ(fractions.back(), 1.0F);
  abort = true;
  fractions.clear();
  filter->Modified();
  EXPECT_THROW(filter->Update(), itk::ProcessAborted);
  EXPECT_EQ(fractions.size(), 1U);
  EXPECT_TRUE(filter->GetMeasures().empty());
}

TEST(MeasuresFilter, PrintsItsSettingsAndMeasures)
{
  const auto filter = Measured(Balls(0.0), Balls(0.0, false));
  filter->SetPercentile(90.0);
  std::ostringstream text;
  filter->Print(text);
  EXPECT_THAT(text.str(), ::testing::HasSubstr("HausdorffDefinition: max-of-percentiles"));
  EXPECT_THAT(text.str(), ::testing::HasSubstr("Labels: all"));
  EXPECT_THAT(text.str(), ::testing::HasSubstr("Percentile: 90"));
  EXPECT_THAT(text.str(), ::testing::HasSubstr("Label 2: Dice 0, HD undefined"));
}

TEST(MeasuresFilter, RefusesLabelsOfMoreThan32Bits)
{
  using Labels64 = itk::Image<std::int64_t, 3>;
  for (const std::int64_t label : {std::int64_t{-3'000'000'000}, std::int64_t{3'000'000'000}})
  {
    const auto image = NoiseImage<Labels64>({3, 3, 3}, 1);
    image->SetPixel(image->GetLargestPossibleRegion().GetIndex(), label);
    const auto filter = itk::vox::SegmentationMeasuresImageFilter<Labels64>::New();
    filter->SetReferenceImage(image);
    filter->SetPredictionImage(image);
    VOX_EXPECT_ITK_ERROR(filter->Update(), "found the label " + std::to_string(label));
  }
}

TEST(MeasuresFilter, RefusesOtherGridsAndDefinitions)
{
  const auto filter = Measures::New();
  filter->SetReferenceImage(Balls(0.0));
  filter->SetPredictionImage(NoiseImage<Labels3>({24, 20, 11}, 1));
  EXPECT_THROW(filter->Update(), itk::ExceptionObject);
  filter->SetPredictionImage(Balls(0.0));
  filter->SetHausdorffDefinition("largest");
  VOX_EXPECT_ITK_ERROR(filter->Update(), "max-of-percentiles");
}

} // namespace
} // namespace vox
