// SPDX-License-Identifier: Apache-2.0
#include "voxSegmentationImageFilter.h"
#include "voxSegmentationMeasuresImageFilter.h"

#include <itkImage.h>

// Compiled against ITK alone: neither LibTorch nor other modules appear in the interface.
template class itk::vox::SegmentationImageFilter<itk::Image<float, 3>, itk::Image<unsigned char, 3>>;
template class itk::vox::SegmentationImageFilter<itk::VectorImage<short, 2>, itk::Image<short, 2>>;
template class itk::vox::SegmentationMeasuresImageFilter<itk::Image<unsigned char, 3>>;
