// SPDX-License-Identifier: Apache-2.0
#include "voxSmoothing.h"

#include "voxError.h"

#include <itkDiscreteGaussianImageFilter.h>

#include <cmath>

namespace vox
{

void
ValidateSigma(double sigmaMm)
{
  if (!(sigmaMm >= 0.0) || std::isinf(sigmaMm))
  {
    Fail(ErrorKind::Usage, "sigma_mm: found {}, expected millimeters, 0 or more", sigmaMm);
  }
}

FloatImage::Pointer
Smoothed(FloatImage::Pointer image, double sigmaMm)
{
  if (sigmaMm == 0.0)
  {
    return image;
  }
  const auto filter = itk::DiscreteGaussianImageFilter<FloatImage, FloatImage>::New();
  filter->SetInput(image);
  filter->SetVariance(sigmaMm * sigmaMm);
  filter->SetUseImageSpacing(true);
  filter->SetMaximumKernelWidth(1001); // its default, 32, cuts wide Gaussians
  filter->Update();
  return filter->GetOutput();
}

} // namespace vox
