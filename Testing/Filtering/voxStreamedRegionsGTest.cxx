// SPDX-License-Identifier: Apache-2.0
#include "voxFilterExamples.h"

#include "voxTemporaryFolder.h"

#include <itkCastImageFilter.h>
#include <itkImageFileReader.h>
#include <itkImageFileWriter.h>
#include <itkMetaImageIO.h>
#include <itkPipelineMonitorImageFilter.h>
#include <itkStreamingImageFilter.h>

namespace vox
{
namespace
{

using namespace testing;
using Monitor = itk::PipelineMonitorImageFilter<Image3>;
using Region = Image3::RegionType;

Filter3::Pointer
MakeStreamingFilter(itk::vox::SegmentationModel * model, const Image3 * image)
{
  const auto filter = MakeFilter(model, image);
  filter->StreamingOn();
  filter->GenerateProbabilitiesOn();
  filter->MirroringOff(); // for the time that it takes
  return filter;
}

/** Writes down which regions of an image a filter asks for. */
struct Watched
{
  explicit Watched(const Image3 * image)
  {
    copy->InPlaceOff(); // the monitor lets go of what it is given
    copy->SetInput(image);
    monitor->SetInput(copy->GetOutput());
  }

  itk::CastImageFilter<Image3, Image3>::Pointer copy = itk::CastImageFilter<Image3, Image3>::New();
  Monitor::Pointer monitor = Monitor::New();
};

/** Voxels of a region of an image that has all of it in memory. */
template <typename TImage>
std::vector<typename TImage::PixelType>
Voxels(const TImage & image, const Region & region)
{
  std::vector<typename TImage::PixelType> values;
  for (itk::ImageRegionConstIterator<TImage> it(&image, region); !it.IsAtEnd(); ++it)
  {
    values.push_back(it.Get());
  }
  return values;
}

Region
RandomRegion(Random & random, const Region & whole)
{
  Region region;
  for (unsigned int axis = 0; axis < 3; ++axis)
  {
    const auto size = static_cast<std::int64_t>(whole.GetSize(axis));
    const std::int64_t first = random.Integer(0, size - 1);
    region.SetIndex(axis, whole.GetIndex(axis) + first);
    region.SetSize(axis, static_cast<itk::SizeValueType>(random.Integer(1, size - first)));
  }
  return region;
}

TEST(StreamedRegions, AreThoseOfTheWholeBitForBit)
{
  // Two folds, so that the order in which windows are added counts, and a grid that the reading order turns around.
  Model model = MakeCtModel({.folds = {"0", "1"}});
  model.plan.document["voxtome"]["reading_order"] = "ras";
  const auto shared = Shared(model);
  const auto image = NoiseImage<Image3>({21, 13, 17}, 1);
  const auto whole = MakeStreamingFilter(shared, image);
  whole->Update();
  EXPECT_TRUE(HasStructures(ValuesOfImage(*whole->GetOutput())));
  const auto filter = MakeStreamingFilter(shared, image);
  EXPECT_EQ(filter->GetStreamingObstacle(), "");
  Random random(1);
  for (int i = 0; i < 12; ++i)
  {
    const Region region = RandomRegion(random, image->GetLargestPossibleRegion());
    filter->GetOutput()->SetRequestedRegion(region);
    filter->Update();
    ASSERT_EQ(filter->GetOutput()->GetBufferedRegion(), region);
    EXPECT_TRUE(Voxels(*filter->GetOutput(), region) == Voxels(*whole->GetOutput(), region)) << region;
    EXPECT_TRUE(Voxels(*filter->GetProbabilities(), region) == Voxels(*whole->GetProbabilities(), region)) << region;
  }
}

TEST(StreamedRegions, AreThoseOfTheProgramWhereNothingIsCroppedAway)
{
  const Model model = MakeCtModel();
  const auto image = NoiseImage<Image3>({21, 13, 17}, 2);
  const auto filter = MakeStreamingFilter(Shared(model), image);
  filter->MirroringOn();
  filter->Update();
  EXPECT_EQ(ValuesOfImage(*filter->GetOutput()), ValuesOfVolume(Predicted(model, VolumeOf(*image)).labels));
}

TEST(StreamedRegions, AskForTheInputThatTheyNeed)
{
  const auto shared = Shared(MakeCtModel());
  const auto image = NoiseImage<Image3>({12, 12, 96}, 3);
  const Watched watched(image);
  const auto & monitor = watched.monitor;
  const auto filter = MakeStreamingFilter(shared, monitor->GetOutput());
  const auto streamer = itk::StreamingImageFilter<Labels3, Labels3>::New();
  streamer->SetInput(filter->GetOutput());
  streamer->SetNumberOfStreamDivisions(12);
  streamer->Update();
  EXPECT_EQ(monitor->GetNumberOfUpdates(), 12U);
  for (const Region & asked : monitor->GetUpdatedRequestedRegions())
  {
    // Eight slices, and what windows of eight voxels reach on both sides.
    EXPECT_LE(asked.GetSize(2), 24U);
  }
  const auto whole = MakeStreamingFilter(shared, image);
  whole->Update();
  EXPECT_EQ(ValuesOfImage(*streamer->GetOutput()), ValuesOfImage(*whole->GetOutput()));
}

TEST(StreamedRegions, GoFromFileToFile)
{
  const TemporaryFolder folder;
  itk::MetaImageIO::Pointer meta = itk::MetaImageIO::New();
  const auto shared = Shared(MakeCtModel());
  const auto image = NoiseImage<Image3>({15, 14, 40}, 4);
  const auto imageWriter = itk::ImageFileWriter<Image3>::New();
  imageWriter->SetImageIO(meta);
  imageWriter->SetFileName((folder / "image.mha").string());
  imageWriter->SetInput(image);
  imageWriter->Update();

  const auto reader = itk::ImageFileReader<Image3>::New();
  reader->SetImageIO(itk::MetaImageIO::New());
  reader->SetFileName((folder / "image.mha").string());
  const auto monitor = Monitor::New();
  monitor->SetInput(reader->GetOutput());
  const auto filter = MakeStreamingFilter(shared, monitor->GetOutput());
  const auto writer = itk::ImageFileWriter<Labels3>::New();
  writer->SetImageIO(itk::MetaImageIO::New());
  writer->SetFileName((folder / "labels.mha").string());
  writer->SetInput(filter->GetOutput());
  writer->SetNumberOfStreamDivisions(5);
  writer->Update();
  EXPECT_EQ(monitor->GetNumberOfUpdates(), 5U);

  const auto written = itk::ImageFileReader<Labels3>::New();
  written->SetImageIO(itk::MetaImageIO::New());
  written->SetFileName((folder / "labels.mha").string());
  written->Update();
  reader->UseStreamingOff();
  const auto whole = MakeStreamingFilter(shared, reader->GetOutput());
  whole->Update();
  EXPECT_EQ(ValuesOfImage(*written->GetOutput()), ValuesOfImage(*whole->GetOutput()));
}

TEST(StreamedRegions, OfSlicesByAModelOfTwoDimensions)
{
  const auto shared = Shared(MakeCtModel({.dimensions = 2}));
  const auto image = NoiseImage<Image3>({19, 18, 7}, 5);
  const auto whole = MakeStreamingFilter(shared, image);
  whole->Update();
  const Watched watched(image);
  const auto & monitor = watched.monitor;
  const auto filter = MakeStreamingFilter(shared, monitor->GetOutput());
  Region slice = image->GetLargestPossibleRegion();
  slice.SetIndex(2, slice.GetIndex(2) + 3);
  slice.SetSize(2, 1);
  filter->UpdateOutputInformation();
  filter->GetOutput()->SetRequestedRegion(slice);
  filter->Update();
  EXPECT_EQ(monitor->GetUpdatedRequestedRegions().back(), slice);
  EXPECT_EQ(Voxels(*filter->GetOutput(), slice), Voxels(*whole->GetOutput(), slice));
}

TEST(StreamedRegions, StatisticsThatAreGivenReplaceThoseOfTheImage)
{
  const Model model = MakeTinyModel(); // z-score
  const auto image = NoiseImage<Image3>({21, 13, 17}, 6);
  const auto filter = MakeStreamingFilter(Shared(model), image);
  EXPECT_THAT(filter->GetStreamingObstacle(), ::testing::HasSubstr("channel 0 (MRI) is normalized by z-score"));
  const std::vector<float> values = Voxels(*image, image->GetLargestPossibleRegion());
  const auto count = static_cast<double>(values.size());
  double mean = 0.0;
  double squares = 0.0;
  for (const float value : values)
  {
    mean += value / count;
    squares += static_cast<double>(value) * value / count;
  }
  filter->SetChannelStatistics(0, mean, std::sqrt(squares - mean * mean));
  EXPECT_EQ(filter->GetStreamingObstacle(), "");
  filter->Update();
  PredictOptions options = Fp32();
  options.mirror = false;
  const std::vector<int> expected = ValuesOfVolume(Predicted(model, VolumeOf(*image), options).labels);
  EXPECT_EQ(ValuesOfImage(*filter->GetOutput()), expected);
}

/** Requests one slice and returns how many were asked for and made. */
std::pair<itk::SizeValueType, itk::SizeValueType>
SlicesOfOne(Filter3 * filter, const Image3 * image)
{
  const Watched watched(image);
  const auto & monitor = watched.monitor;
  filter->SetInput(monitor->GetOutput());
  Region slice = image->GetLargestPossibleRegion();
  slice.SetSize(2, 1);
  filter->UpdateOutputInformation();
  filter->GetOutput()->SetRequestedRegion(slice);
  filter->Update();
  const itk::SizeValueType made = filter->GetOutput()->GetBufferedRegion().GetSize(2);
  filter->SetInput(image);
  return {monitor->GetUpdatedRequestedRegions().back().GetSize(2), made};
}

TEST(StreamedRegions, AreMadeOfTheWholeWhereSomethingHinders)
{
  const auto image = NoiseImage<Image3>({12, 11, 30}, 7);
  const std::pair<itk::SizeValueType, itk::SizeValueType> all{30, 30};
  const auto zScore = MakeStreamingFilter(Shared(MakeTinyModel()), image);
  EXPECT_EQ(SlicesOfOne(zScore, image), all);

  const auto notAsked = MakeFilter(Shared(MakeCtModel()), image);
  EXPECT_EQ(SlicesOfOne(notAsked, image), all);

  const auto resampled = MakeStreamingFilter(Shared(MakeCtModel({.spacingMm = 1.5})), image);
  EXPECT_EQ(SlicesOfOne(resampled, image), all);
  EXPECT_THAT(resampled->GetStreamingObstacle(),
              ::testing::HasSubstr("to the 1.5 x 1.5 x 1.5 mm (z, y, x) of the model"));
}

} // namespace
} // namespace vox
