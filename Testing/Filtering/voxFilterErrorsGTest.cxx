// SPDX-License-Identifier: Apache-2.0
#include "voxFilterExamples.h"
#include "voxSegmentationMeasuresImageFilter.h"

#include "voxTemporaryFolder.h"

#include <filesystem>
#include <fstream>
#include <limits>

namespace vox
{
namespace
{

using namespace testing;

const std::array<itk::SizeValueType, 3> small{9, 10, 8};

TEST(FilterErrors, NoModel)
{
  const auto filter = MakeFilter(nullptr, NoiseImage<Image3>(small, 1));
  VOX_EXPECT_ITK_ERROR(filter->Update(), "no model is set; call SetModel");
  VOX_EXPECT_ITK_ERROR((void)filter->GetLabelNames(), "no model is set");
  VOX_EXPECT_ITK_ERROR((void)itk::vox::SegmentationModel::Wrap(nullptr), "no model was given");
}

TEST(FilterErrors, NoInput)
{
  EXPECT_THROW(MakeFilter(Shared(MakeTinyModel()), nullptr)->Update(), itk::ExceptionObject);
}

TEST(FilterErrors, MissingAndDamagedModels)
{
  const TemporaryFolder folder;
  const auto path = folder / "model.safetensors";
  const auto filter = Filter3::New();
  VOX_EXPECT_ITK_ERROR(filter->SetModel(path.string()), "model.safetensors");
  WriteModel(path, MakeTinyModel());
  std::filesystem::resize_file(path, std::filesystem::file_size(path) - 100);
  VOX_EXPECT_ITK_ERROR(filter->SetModel(path.string()), "model.safetensors");
  std::ofstream(path) << "not a model";
  VOX_EXPECT_ITK_ERROR(filter->SetModel(path.string()), "model.safetensors");
}

TEST(FilterErrors, AnotherNumberOfChannels)
{
  const auto image = NoiseImage<Image3>(small, 1);
  const auto filter = MakeFilter(Shared(MakeTinyModel({.channelNames = {"T1", "T2"}})), image);
  VOX_EXPECT_ITK_ERROR(filter->Update(), "the inputs have 1 channels, the model expects 2, in this order: T1, T2");
  filter->SetInput(2, image);
  VOX_EXPECT_ITK_ERROR(filter->Update(), "input 1 is missing");
}

TEST(FilterErrors, InputsOnDifferentGrids)
{
  const auto image = NoiseImage<Image3>(small, 1);
  const auto filter = MakeFilter(Shared(MakeTinyModel({.channelNames = {"T1", "T2"}})), image);
  filter->SetInput(1, NoiseImage<Image3>({9, 10, 7}, 1));
  VOX_EXPECT_ITK_ERROR(filter->Update(), "resample them to one grid");
  filter->SetInput(1, NoiseImage<Image3>(small, 1, 1.5));
  VOX_EXPECT_ITK_ERROR(filter->Update(), "Inputs do not occupy the same physical space");
}

TEST(FilterErrors, FourDimensions)
{
  using Image4 = itk::Image<float, 4>;
  const auto image = Image4::New();
  Image4::RegionType region;
  region.SetSize({{4, 4, 4, 2}});
  image->SetRegions(region);
  image->Allocate(true);
  const auto filter = itk::vox::SegmentationImageFilter<Image4, itk::Image<short, 4>>::New();
  filter->SetModel(Shared(MakeTinyModel()));
  filter->SetInput(image);
  VOX_EXPECT_ITK_ERROR(filter->Update(), "found images of 4 dimensions, expected 2 or 3");
}

TEST(FilterErrors, RegionsOutside)
{
  const auto image = NoiseImage<Image3>(small, 1);
  for (const bool streaming : {false, true})
  {
    const auto filter = MakeFilter(Shared(MakeCtModel()), image);
    filter->SetStreaming(streaming);
    filter->UpdateOutputInformation();
    auto region = image->GetLargestPossibleRegion();
    region.SetIndex(0, region.GetIndex(0) + 1);
    filter->GetOutput()->SetRequestedRegion(region);
    EXPECT_THROW(filter->Update(), itk::InvalidRequestedRegionError);
  }
}

TEST(FilterErrors, SettingsThatTheModelLacks)
{
  const auto image = NoiseImage<Image3>(small, 1);
  const auto filter = MakeFilter(Shared(MakeTinyModel()), image);
  filter->SetFolds({"7"});
  VOX_EXPECT_ITK_ERROR(filter->Update(), "fold '7'");
  filter->SetFolds({});
  filter->SetStep(0.0);
  VOX_EXPECT_ITK_ERROR(filter->Update(), "window step: found 0");
  filter->SetStep(0.5);
  filter->SetPrecision("double");
  VOX_EXPECT_ITK_ERROR(filter->Update(), "precision");
  filter->SetPrecision("fp32");
  filter->SetNumberOfWorkUnits(1);
  filter->SetDevice("tpu");
  VOX_EXPECT_ITK_ERROR(filter->Update(), "tpu");
  filter->SetDevice("cpu");
  filter->SetChannelStatistics(1, 0.0, 1.0);
  VOX_EXPECT_ITK_ERROR(filter->Update(), "statistics of channel 1");
  filter->ClearChannelStatistics();
  filter->Update();
}

TEST(FilterErrors, LabelPixelsThatAreTooSmall)
{
  Json labels{{"background", 0}};
  for (int label = 1; label <= 256; ++label)
  {
    labels["structure " + std::to_string(label)] = label;
  }
  const auto filter = MakeFilter(Shared(MakeTinyModel({.labels = labels})), NoiseImage<Image3>(small, 1));
  VOX_EXPECT_ITK_ERROR(filter->Update(), "labels up to 256, label pixels hold values up to 255");
}

TEST(FilterErrors, VoxelsThatAreNoNumbers)
{
  const auto image = NoiseImage<Image3>(small, 1);
  image->SetPixel(image->GetLargestPossibleRegion().GetIndex(), std::numeric_limits<float>::quiet_NaN());
  VOX_EXPECT_ITK_ERROR(MakeFilter(Shared(MakeTinyModel()), image)->Update(), "NaN");
}

TEST(FilterErrors, InfinityIsNotClippedToANumber)
{
  const auto image = NoiseImage<Image3>(small, 1);
  auto index = image->GetLargestPossibleRegion().GetIndex();
  index[2] += 3;
  image->SetPixel(index, std::numeric_limits<float>::infinity());
  for (const bool streaming : {false, true})
  {
    const auto filter = MakeFilter(Shared(MakeCtModel()), image);
    filter->SetStreaming(streaming);
    VOX_EXPECT_ITK_ERROR(filter->Update(), "1 of 720 values are NaN or infinite, the first at (x, y, z) = (3, -2, -4)");
  }
}

/** Of more voxels than any machine has memory for, whose buffer nobody will read. */
template <typename TImage>
typename TImage::Pointer
HugeImage()
{
  const auto image = TImage::New();
  typename TImage::RegionType region;
  region.SetSize({{1U << 17U, 1U << 17U, 1U << 17U}});
  image->SetRegions(region);
  return image;
}

TEST(FilterErrors, MemoryThatThereIsNot)
{
  const auto filter = MakeFilter(Shared(MakeTinyModel()), HugeImage<Image3>());
  VOX_EXPECT_ITK_ERROR(filter->Update(), "out of memory");
  const auto labels = HugeImage<Labels3>();
  const auto measures = itk::vox::SegmentationMeasuresImageFilter<Labels3>::New();
  measures->SetReferenceImage(labels);
  measures->SetPredictionImage(labels);
  VOX_EXPECT_ITK_ERROR(measures->Update(), "out of memory");
}

TEST(FilterErrors, ProbabilitiesThatAreNotMade)
{
  const auto filter = MakeFilter(Shared(MakeTinyModel()), NoiseImage<Image3>(small, 1));
  VOX_EXPECT_ITK_ERROR(filter->GetProbabilities()->Update(), "call GenerateProbabilitiesOn");
}

} // namespace
} // namespace vox
