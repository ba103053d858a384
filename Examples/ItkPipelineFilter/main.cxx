// SPDX-License-Identifier: Apache-2.0
#include "voxSegmentationImageFilter.h"

#include <itkConnectedComponentImageFilter.h>
#include <itkDiscreteGaussianImageFilter.h>
#include <itkImageFileReader.h>
#include <itkImageFileWriter.h>
#include <itkLabelShapeKeepNObjectsImageFilter.h>
#include <itkMaskImageFilter.h>
#include <itkNiftiImageIOFactory.h>

// itkPipelineFilter model.safetensors image.nii.gz labels.nii.gz
int
main(int argc, char * argv[])
try
{
  using Image = itk::Image<float, 3>;
  using Labels = itk::Image<unsigned char, 3>;
  using Components = itk::Image<unsigned int, 3>;
  const std::vector<std::string> arguments(argv, argv + argc);
  itk::NiftiImageIOFactory::RegisterOneFactory();

  const auto reader = itk::ImageFileReader<Image>::New();
  reader->SetFileName(arguments.at(2));
  const auto smoothing = itk::DiscreteGaussianImageFilter<Image, Image>::New();
  smoothing->SetInput(reader->GetOutput());
  smoothing->SetVariance(0.25); // mm^2
  const auto segmentation = itk::vox::SegmentationImageFilter<Image, Labels>::New();
  segmentation->SetModel(arguments.at(1));
  segmentation->SetInput(smoothing->GetOutput());
  const auto components = itk::ConnectedComponentImageFilter<Labels, Components>::New();
  components->SetInput(segmentation->GetOutput());
  components->FullyConnectedOn();
  const auto largest = itk::LabelShapeKeepNObjectsImageFilter<Components>::New();
  largest->SetInput(components->GetOutput());
  largest->SetNumberOfObjects(1);
  const auto masked = itk::MaskImageFilter<Labels, Components>::New();
  masked->SetInput(segmentation->GetOutput());
  masked->SetMaskImage(largest->GetOutput());
  const auto writer = itk::ImageFileWriter<Labels>::New();
  writer->SetInput(masked->GetOutput());
  writer->SetFileName(arguments.at(3));
  writer->Update();
  return 0;
}
catch (const std::exception & error)
{
  const auto * const ofItk = dynamic_cast<const itk::ExceptionObject *>(&error);
  std::cerr << (ofItk != nullptr ? ofItk->GetDescription() : error.what()) << '\n';
  return 1;
}
