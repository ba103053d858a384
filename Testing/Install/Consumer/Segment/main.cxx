// SPDX-License-Identifier: Apache-2.0
#include "voxError.h"
#include "voxPredictor.h"
#include "voxReadVolume.h"
#include "voxSegmentationImageFilter.h"
#include "voxSegmentationMeasuresImageFilter.h"
#include "voxWriteVolume.h"

#include <itkImageFileReader.h>
#include <itkNiftiImageIOFactory.h>

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <memory>

namespace
{

using Image = itk::Image<float, 3>;
using Labels = itk::Image<unsigned char, 3>;

template <typename TImage>
typename TImage::Pointer
Read(const std::string & file)
{
  const auto reader = itk::ImageFileReader<TImage>::New();
  reader->SetFileName(file);
  reader->Update();
  return reader->GetOutput();
}

/** What the library throws is caught here as what it is, also where it comes out of a shared library. */
void
RequireKnownError(const std::filesystem::path & missing)
{
  try
  {
    static_cast<void>(vox::ReadImage(missing));
  }
  catch (const vox::Error & error)
  {
    if (error.Kind() != vox::ErrorKind::BadInput)
    {
      throw;
    }
    return;
  }
  vox::Fail(vox::ErrorKind::Internal, "{}: was read", missing.string());
}

} // namespace

// segment FOLDER OUT   the case of FOLDER by the filter of ITK and by the predictor, compared voxel by voxel
int
main(int argc, char * argv[])
try
{
  const std::filesystem::path folder = argc > 1 ? argv[1] : ".";
  const std::filesystem::path output = argc > 2 ? argv[2] : "labels.nii.gz";
  const std::string model = (folder / "model.safetensors").string();
  RequireKnownError(folder / "missing.nii.gz");

  const vox::Volume image = vox::ReadImage(folder / "image.nii.gz");
  vox::Predictor predictor(vox::ReadModel(model), {});
  const vox::Volume predicted = predictor.Predict(image).labels;
  vox::WriteLabelMap(output, predicted);

  itk::NiftiImageIOFactory::RegisterOneFactory();
  const auto filter = itk::vox::SegmentationImageFilter<Image, Labels>::New();
  filter->SetModel(model);
  filter->SetInput(Read<Image>((folder / "image.nii.gz").string()));
  filter->Update();

  const Labels * const labels = filter->GetOutput();
  const auto voxels =
      at::from_blob(const_cast<unsigned char *>(labels->GetBufferPointer()), predicted.voxels.sizes(), at::kByte);
  const auto differing = (voxels.to(at::kInt) != predicted.voxels).sum().item<std::int64_t>();
  if (differing != 0)
  {
    fmt::print(stderr, "{} voxels differ between filter and predictor\n", differing);
    return 1;
  }

  const auto measures = itk::vox::SegmentationMeasuresImageFilter<Labels>::New();
  measures->SetReferenceImage(Read<Labels>((folder / "label.nii.gz").string()));
  measures->SetPredictionImage(labels);
  measures->Update();
  for (const auto & [value, name] : filter->GetLabelNames())
  {
    if (value != 0)
    {
      fmt::print("{}: Dice {:.4f}\n", name, measures->GetDice(value).value());
    }
  }
  return 0;
}
catch (const std::exception & error)
{
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
