// SPDX-License-Identifier: Apache-2.0
#include "voxComponents.h"
#include "voxProcess.h"
#include "voxReadVolume.h"
#include "voxTemporaryFolder.h"

#include <itkDiscreteGaussianImageFilter.h>
#include <itkImageFileReader.h>
#include <itkImageFileWriter.h>
#include <itkNiftiImageIO.h>

#include <ATen/ATen.h>

#include <gmock/gmock.h>

#include <filesystem>

namespace vox
{
namespace
{

using testing::ProcessResult;
using testing::RunProgram;
using testing::TemporaryFolder;

std::string
Example(const char * name)
{
  return (std::filesystem::path(VOX_EXAMPLES_DIR) / "Hippocampus3d" / name).string();
}

/** What the example does before it segments, in a file of its own. */
void
Smooth(const std::string & from, const std::string & to, double variance)
{
  using Image = itk::Image<float, 3>;
  const auto reader = itk::ImageFileReader<Image>::New();
  reader->SetImageIO(itk::NiftiImageIO::New());
  reader->SetFileName(from);
  const auto smoothing = itk::DiscreteGaussianImageFilter<Image, Image>::New();
  smoothing->SetInput(reader->GetOutput());
  smoothing->SetVariance(variance);
  const auto writer = itk::ImageFileWriter<Image>::New();
  writer->SetImageIO(itk::NiftiImageIO::New());
  writer->SetInput(smoothing->GetOutput());
  writer->SetFileName(to);
  writer->Update();
}

TEST(ItkPipeline, GivesWhatTheProgramGives)
{
  const TemporaryFolder folder;
  const std::string model = Example("model.safetensors");
  const std::string image = Example("image.nii.gz");
  const std::string labels = (folder / "pipeline.nii.gz").string();
  const ProcessResult pipeline = RunProgram({model, image, labels}, folder.Path(), VOX_ITK_PIPELINE);
  ASSERT_EQ(pipeline.exitCode, 0) << pipeline.err;

  const std::string smooth = (folder / "smooth.nii.gz").string();
  Smooth(image, smooth, 0.25);
  const std::string predicted = (folder / "program.nii.gz").string();
  const ProcessResult program = RunProgram({"predict", "-m", model, "-i", smooth, "-o", predicted}, folder.Path());
  ASSERT_EQ(program.exitCode, 0) << program.err;

  const Volume expected = KeepLargestComponent(ReadLabelMap(predicted), std::array<std::int64_t, 2>{1, 2});
  const Volume found = ReadLabelMap(labels);
  EXPECT_TRUE(found.voxels.equal(expected.voxels));
  EXPECT_LT(CornerDistanceVoxels(found.geometry, expected.geometry), 1e-4);
  EXPECT_GT(found.voxels.gt(0).sum().item<std::int64_t>(), 1000) << "a hippocampus";
}

TEST(ItkPipeline, SaysInOneLineWhatIsWrong)
{
  const TemporaryFolder folder;
  const ProcessResult result =
      RunProgram({"missing.safetensors", Example("image.nii.gz"), "labels.nii.gz"}, folder.Path(), VOX_ITK_PIPELINE);
  EXPECT_EQ(result.exitCode, 1);
  EXPECT_EQ(testing::Lines(result.err).size(), 1U);
  EXPECT_THAT(result.err, ::testing::HasSubstr("missing.safetensors"));
  EXPECT_FALSE(std::filesystem::exists(folder / "labels.nii.gz"));
}

} // namespace
} // namespace vox
