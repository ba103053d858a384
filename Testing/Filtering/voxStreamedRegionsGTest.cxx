// SPDX-License-Identifier: Apache-2.0
#include "voxFilterExamples.h"

#include "voxTemporaryFolder.h"

#include <itkCastImageFilter.h>
#include <itkComposeImageFilter.h>
#include <itkImageFileReader.h>
#include <itkImageFileWriter.h>
#include <itkMetaImageIO.h>
#include <itkOutputWindow.h>
#include <itkPipelineMonitorImageFilter.h>
#include <itkResampleImageFilter.h>
#include <itkStreamingImageFilter.h>

#include <sstream>

namespace vox
{
namespace
{

using namespace testing;
using Monitor = itk::PipelineMonitorImageFilter<Image3>;
using Region = Image3::RegionType;

template <typename TFilter>
typename TFilter::Pointer
MakeStreamingFilterOf(itk::vox::SegmentationModel * model, const typename TFilter::InputImageType * image)
{
  const auto filter = TFilter::New();
  filter->SetModel(model);
  filter->SetPrecision("fp32");
  filter->SetNumberOfWorkUnits(1);
  filter->SetInput(image);
  filter->StreamingOn();
  filter->GenerateProbabilitiesOn();
  filter->MirroringOff(); // for the time that it takes
  return filter;
}

Filter3::Pointer
MakeStreamingFilter(itk::vox::SegmentationModel * model, const Image3 * image)
{
  return MakeStreamingFilterOf<Filter3>(model, image);
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
Voxels(const TImage & image, const typename TImage::RegionType & region)
{
  std::vector<typename TImage::PixelType> values;
  for (itk::ImageRegionConstIterator<TImage> it(&image, region); !it.IsAtEnd(); ++it)
  {
    values.push_back(it.Get());
  }
  return values;
}

template <typename TRegion>
TRegion
RandomRegion(Random & random, const TRegion & whole)
{
  TRegion region;
  for (unsigned int axis = 0; axis < TRegion::ImageDimension; ++axis)
  {
    const auto size = static_cast<std::int64_t>(whole.GetSize(axis));
    const std::int64_t first = random.Integer(0, size - 1);
    region.SetIndex(axis, whole.GetIndex(axis) + first);
    region.SetSize(axis, static_cast<itk::SizeValueType>(random.Integer(1, size - first)));
  }
  return region;
}

/** Both filters have one image and settings that can be streamed: `whole` makes all of it, `filter` random regions. */
template <typename TFilter>
void
ExpectRegionsOfTheWhole(TFilter & whole, TFilter & filter, int regions)
{
  whole.Update();
  EXPECT_TRUE(HasStructures(ValuesOfImage(*whole.GetOutput())));
  EXPECT_EQ(filter.GetStreamingObstacle(), "");
  Random random(1);
  for (int i = 0; i < regions; ++i)
  {
    const auto region = RandomRegion(random, whole.GetOutput()->GetLargestPossibleRegion());
    filter.GetOutput()->SetRequestedRegion(region);
    filter.Modified(); // it may have made more than this
    filter.Update();
    ASSERT_EQ(filter.GetOutput()->GetBufferedRegion(), region);
    EXPECT_TRUE(Voxels(*filter.GetOutput(), region) == Voxels(*whole.GetOutput(), region)) << region;
    EXPECT_TRUE(Voxels(*filter.GetProbabilities(), region) == Voxels(*whole.GetProbabilities(), region)) << region;
  }
}

TEST(StreamedRegions, AreThoseOfTheWholeBitForBit)
{
  // Two folds, so that the order in which windows are added counts, and a grid that the reading order turns around.
  Model model = MakeCtModel({.folds = {"0", "1"}});
  model.plan.document["voxtome"]["reading_order"] = "ras";
  const auto shared = Shared(model);
  const auto image = NoiseImage<Image3>({21, 13, 17}, 1);
  ExpectRegionsOfTheWhole(*MakeStreamingFilter(shared, image), *MakeStreamingFilter(shared, image), 12);
}

TEST(StreamedRegions, OfSeveralThreadsToo)
{
  const auto shared = Shared(MakeCtModel());
  const auto image = NoiseImage<Image3>({17, 13, 16}, 8);
  const auto whole = MakeStreamingFilter(shared, image);
  const auto filter = MakeStreamingFilter(shared, image);
  whole->SetNumberOfWorkUnits(2);
  filter->SetNumberOfWorkUnits(2);
  ExpectRegionsOfTheWhole(*whole, *filter, 4);
}

TEST(StreamedRegions, OfImagesOfTwoDimensions)
{
  using Filter2 = itk::vox::SegmentationImageFilter<Image2, Labels2>;
  const auto shared = Shared(MakeCtModel({.dimensions = 2}));
  const auto image = NoiseImage<Image2>({37, 29}, 9);
  ExpectRegionsOfTheWhole(*MakeStreamingFilterOf<Filter2>(shared, image),
                          *MakeStreamingFilterOf<Filter2>(shared, image), 6);
}

TEST(StreamedRegions, OfImagesOfSeveralComponents)
{
  using Vectors3 = itk::VectorImage<float, 3>;
  using VectorFilter = itk::vox::SegmentationImageFilter<Vectors3, Labels3>;
  const auto shared = Shared(MakeCtModel({.channelNames = {"arterial", "venous"}}));
  const auto compose = itk::ComposeImageFilter<Image3, Vectors3>::New();
  compose->SetInput(0, NoiseImage<Image3>({17, 13, 16}, 10));
  compose->SetInput(1, NoiseImage<Image3>({17, 13, 16}, 11));
  compose->Update();
  ExpectRegionsOfTheWhole(*MakeStreamingFilterOf<VectorFilter>(shared, compose->GetOutput()),
                          *MakeStreamingFilterOf<VectorFilter>(shared, compose->GetOutput()), 4);
}

TEST(StreamedRegions, OfAnImageThatIsResampledToTheSpacingOfTheModelFirst)
{
  const auto shared = Shared(MakeCtModel());
  const auto image = NoiseImage<Image3>({13, 12, 14}, 12, 1.5);
  const auto resample = itk::ResampleImageFilter<Image3, Image3>::New();
  resample->SetInput(image);
  resample->SetOutputParametersFromImage(image);
  resample->SetOutputSpacing(Image3::SpacingType(1.0));
  resample->SetSize({{19, 18, 21}});
  const auto whole = MakeStreamingFilter(shared, resample->GetOutput());
  whole->Update();
  const auto filter = MakeStreamingFilter(shared, resample->GetOutput());
  EXPECT_EQ(filter->GetStreamingObstacle(), "");
  const auto streamer = itk::StreamingImageFilter<Labels3, Labels3>::New();
  streamer->SetInput(filter->GetOutput());
  streamer->SetNumberOfStreamDivisions(3);
  streamer->Update();
  EXPECT_EQ(ValuesOfImage(*streamer->GetOutput()), ValuesOfImage(*whole->GetOutput()));
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

/** Keeps ITK's warnings while it lives. */
class Warnings : public itk::OutputWindow
{
public:
  Warnings(const Warnings &) = delete;
  Warnings & operator=(const Warnings &) = delete;

  using Self = Warnings;
  using Pointer = itk::SmartPointer<Self>;

  static Pointer
  Begin()
  {
    Pointer warnings = new Self;
    warnings->UnRegister(); // of the two references that the constructor and the pointer hold
    itk::OutputWindow::SetInstance(warnings);
    return warnings;
  }

  void
  DisplayWarningText(const char * text) override
  {
    texts.emplace_back(text);
  }

  std::vector<std::string> texts;

private:
  Warnings() = default;
};

TEST(StreamedRegions, SayOnceWhatHinders)
{
  const auto image = NoiseImage<Image3>({9, 10, 8}, 7);
  const auto before = itk::OutputWindow::GetInstance();
  const auto warnings = Warnings::Begin();
  const auto filter = MakeFilter(Shared(MakeTinyModel()), image);
  filter->Update();
  EXPECT_TRUE(warnings->texts.empty()) << "streaming was not asked for";
  filter->StreamingOn();
  filter->Update();
  filter->Modified();
  filter->Update();
  std::ostringstream printed;
  filter->Print(printed);
  filter->SetChannelStatistics(0, 0.0, 100.0);
  filter->Update();
  itk::OutputWindow::SetInstance(before);
  ASSERT_EQ(warnings->texts.size(), 1U);
  EXPECT_THAT(warnings->texts.front(), ::testing::HasSubstr("the whole input is asked for: channel 0 (MRI)"));
  EXPECT_THAT(printed.str(), ::testing::HasSubstr("StreamingObstacle: channel 0 (MRI)"));
}

} // namespace
} // namespace vox
