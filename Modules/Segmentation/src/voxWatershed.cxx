// SPDX-License-Identifier: Apache-2.0
#include "voxWatershed.h"

#include "voxGrayValues.h"
#include "voxLabelOrder.h"
#include "voxSmoothing.h"

#include <itkGradientMagnitudeImageFilter.h>
#include <itkMorphologicalWatershedImageFilter.h>

#include <algorithm>
#include <set>

namespace vox
{
namespace
{

/** Gradient magnitude as a part of its largest value, not below the threshold. */
FloatImage::Pointer
Relief(const VoxelValues<float> & gray, const ImageGeometry & geometry, const WatershedOptions & options)
{
  const auto gradient = itk::GradientMagnitudeImageFilter<FloatImage, FloatImage>::New();
  gradient->SetInput(Smoothed(ImageOver(gray.values, geometry.size, geometry.spacingMm), options.sigmaMm));
  gradient->SetUseImageSpacing(true);
  gradient->Update();
  FloatImage::Pointer relief = gradient->GetOutput();
  float * heights = relief->GetBufferPointer();
  const float largest = *std::max_element(heights, heights + gray.values.size());
  const float scale = largest > 0.0F ? 1.0F / largest : 0.0F;
  std::transform(heights, heights + gray.values.size(), heights,
                 [&](float height) { return std::max(height * scale, static_cast<float>(options.threshold)); });
  return relief;
}

template <typename TFilter>
LabelImage::Pointer
Flooded(TFilter & filter, FloatImage * relief, const WatershedOptions & options)
{
  filter.SetInput(relief);
  filter.SetMarkWatershedLine(options.lines);
  filter.SetFullyConnected(options.connectivity == ObjectConnectivity::Full);
  filter.Update();
  return filter.GetOutput();
}

LabelImage::Pointer
FloodFromMinima(FloatImage * relief, const WatershedOptions & options)
{
  const auto filter = itk::MorphologicalWatershedImageFilter<FloatImage, LabelImage>::New();
  filter->SetLevel(static_cast<float>(options.level));
  return Flooded(*filter, relief, options);
}

LabelImage::Pointer
FloodFromMarkers(FloatImage * relief, const ImageGeometry & geometry, const Volume & markers,
                 const WatershedOptions & options)
{
  RequireSameGeometry(markers.geometry, "the markers", geometry, "the image");
  const VoxelValues<std::int32_t> seeds = LabelValues(markers);
  if (std::all_of(seeds.values.begin(), seeds.values.end(), [](std::int32_t value) { return value == 0; }))
  {
    Fail(ErrorKind::BadInput, "found markers that are all 0, expected labels above 0 for basins to grow from");
  }
  const auto filter = itk::MorphologicalWatershedFromMarkersImageFilter<FloatImage, LabelImage>::New();
  const LabelImage::Pointer image = ImageOver(seeds.values, geometry.size, geometry.spacingMm);
  filter->SetMarkerImage(image);
  return Flooded(*filter, relief, options);
}

void
RequirePart(double value, const char * name)
{
  if (!(value >= 0.0 && value <= 1.0))
  {
    Fail(ErrorKind::Usage, "{}: found {}, expected a part of the largest gradient, 0 to 1", name, value);
  }
}

} // namespace

void
Validate(const WatershedOptions & options)
{
  ValidateSigma(options.sigmaMm);
  RequirePart(options.level, "level");
  RequirePart(options.threshold, "threshold");
}

SegmentedVolume
Watershed(const Volume & image, const WatershedOptions & options, const Volume * markers)
{
  Validate(options);
  const VoxelValues<float> gray = GrayValues(image);
  const FloatImage::Pointer relief = Relief(gray, image.geometry, options);
  const LabelImage::Pointer basins =
      markers ? FloodFromMarkers(relief, image.geometry, *markers, options) : FloodFromMinima(relief, options);

  SegmentedVolume result{NewLabels(image.geometry), {}};
  const std::span<std::int32_t> labels = MutableLabels(result.labels);
  const std::span<const std::int32_t> flooded = PixelsOf(*basins);
  std::copy(flooded.begin(), flooded.end(), labels.begin());
  if (markers)
  {
    std::set<std::int32_t> values(labels.begin(), labels.end());
    values.erase(0);
    result.found = {{"basins", values.size()}};
  }
  else
  {
    result.found = {{"basins", NumberBySize(labels)}};
  }
  return result;
}

} // namespace vox
