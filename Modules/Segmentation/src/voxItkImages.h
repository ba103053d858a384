// SPDX-License-Identifier: Apache-2.0
#ifndef voxItkImages_h
#define voxItkImages_h

#include "voxImageGeometry.h"

#include <itkImage.h>

#include <cstdint>
#include <span>

namespace vox
{

using FloatImage = itk::Image<float, 3>;
using MaskImage = itk::Image<std::uint8_t, 3>;
using LabelImage = itk::Image<std::int32_t, 3>;

/** An image over memory that outlives it, x fastest, with the spacing of the grid; origin and direction play no part in
 * this module. ITK has no image of constant memory: filters must not work in place on it. */
template <typename TPixel>
[[nodiscard]] typename itk::Image<TPixel, 3>::Pointer
ImageOver(std::span<const TPixel> values, const Zyx<std::int64_t> & size, const Zyx<double> & spacingMm = {1, 1, 1})
{
  using Image = itk::Image<TPixel, 3>;
  const auto image = Image::New();
  typename Image::RegionType region;
  typename Image::SpacingType spacing;
  for (unsigned int i = 0; i < 3; ++i)
  {
    region.SetSize(i, static_cast<itk::SizeValueType>(size[2 - i]));
    spacing[i] = spacingMm[2 - i];
  }
  image->SetRegions(region);
  image->SetSpacing(spacing);
  const auto container = Image::PixelContainer::New();
  container->SetImportPointer(const_cast<TPixel *>(values.data()), values.size(), false);
  image->SetPixelContainer(container);
  return image;
}

/** The values of an image that holds its whole region. */
template <typename TPixel>
[[nodiscard]] std::span<const TPixel>
PixelsOf(const itk::Image<TPixel, 3> & image)
{
  return {image.GetBufferPointer(), image.GetBufferedRegion().GetNumberOfPixels()};
}

} // namespace vox

#endif
