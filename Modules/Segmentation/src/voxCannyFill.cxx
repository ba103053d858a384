// SPDX-License-Identifier: Apache-2.0
#include "voxCannyFill.h"

#include "voxCannyEdges.h"
#include "voxGrayValues.h"
#include "voxSmoothing.h"

#include <itkBinaryMorphologicalClosingImageFilter.h>
#include <itkFlatStructuringElement.h>

#include <algorithm>
#include <cmath>

namespace vox
{
namespace
{

using Element = itk::FlatStructuringElement<3>;

/** A ball in mm, sampled by the spacing, and flat along axes of one voxel. */
Element
Ball(double radiusMm, const ImageGeometry & geometry)
{
  Element::SizeType radius;
  for (unsigned int i = 0; i < 3; ++i)
  {
    const double reach = geometry.size[2 - i] > 1 ? radiusMm / geometry.spacingMm[2 - i] : 0.0;
    radius[i] = static_cast<itk::SizeValueType>(reach * (1.0 + 1e-9));
  }
  Element element = Element::Box(radius);
  element.SetDecomposable(false);
  for (unsigned int i = 0; i < element.Size(); ++i)
  {
    double squared = 0.0;
    for (unsigned int axis = 0; axis < 3; ++axis)
    {
      squared += std::pow(static_cast<double>(element.GetOffset(i)[axis]) * geometry.spacingMm[2 - axis], 2);
    }
    element[i] = squared <= radiusMm * radiusMm * (1.0 + 1e-9);
  }
  return element;
}

Mask
Closed(const Mask & mask, double radiusMm, const ImageGeometry & geometry)
{
  const auto filter = itk::BinaryMorphologicalClosingImageFilter<MaskImage, MaskImage, Element>::New();
  filter->SetInput(ImageOver(std::span<const std::uint8_t>(mask), geometry.size));
  filter->SetKernel(Ball(radiusMm, geometry));
  filter->SetForegroundValue(1);
  filter->SetSafeBorder(true);
  filter->Update();
  const std::span<const std::uint8_t> closed = PixelsOf(*filter->GetOutput());
  return {closed.begin(), closed.end()};
}

Mask
FillSlices(const Mask & mask, const Zyx<std::int64_t> & size)
{
  Mask filled;
  const std::int64_t area = size.y * size.x;
  for (std::int64_t z = 0; z < size.z; ++z)
  {
    const Mask slice = FillMaskHoles({mask.begin() + z * area, mask.begin() + (z + 1) * area}, {1, size.y, size.x});
    filled.insert(filled.end(), slice.begin(), slice.end());
  }
  return filled;
}

/** True if a voxel or one of its neighbors (full connectivity) was a hole. */
bool
TouchesHole(const Zyx<std::int64_t> & voxel, const Mask & edges, const Mask & filled, const Zyx<std::int64_t> & size)
{
  for (std::int64_t z = std::max<std::int64_t>(voxel.z - 1, 0); z < std::min(voxel.z + 2, size.z); ++z)
  {
    for (std::int64_t y = std::max<std::int64_t>(voxel.y - 1, 0); y < std::min(voxel.y + 2, size.y); ++y)
    {
      for (std::int64_t x = std::max<std::int64_t>(voxel.x - 1, 0); x < std::min(voxel.x + 2, size.x); ++x)
      {
        const auto index = static_cast<std::size_t>((z * size.y + y) * size.x + x);
        if (filled[index] != 0 && edges[index] == 0)
        {
          return true;
        }
      }
    }
  }
  return false;
}

/** Holes and the edges around them. */
void
SetEnclosed(const Mask & edges, const Mask & filled, const Zyx<std::int64_t> & size, std::span<std::int32_t> labels)
{
  std::size_t index = 0;
  for (std::int64_t z = 0; z < size.z; ++z)
  {
    for (std::int64_t y = 0; y < size.y; ++y)
    {
      for (std::int64_t x = 0; x < size.x; ++x, ++index)
      {
        labels[index] = filled[index] != 0 && TouchesHole({z, y, x}, edges, filled, size);
      }
    }
  }
}

} // namespace

void
Validate(const CannyFillOptions & options)
{
  ValidateSigma(options.sigmaMm);
  for (const std::optional<double> & threshold : {options.lower, options.upper})
  {
    if (threshold && (!(*threshold >= 0.0) || std::isinf(*threshold)))
    {
      Fail(ErrorKind::Usage, "lower and upper: found {}, expected intensity per mm, 0 or more", *threshold);
    }
  }
  if (options.lower && options.upper && *options.lower > *options.upper)
  {
    Fail(ErrorKind::Usage, "lower: found {}, expected at the most upper, which is {}", *options.lower, *options.upper);
  }
  if (!(options.closingMm >= 0.0) || std::isinf(options.closingMm))
  {
    Fail(ErrorKind::Usage, "closing_mm: found {}, expected millimeters, 0 or more", options.closingMm);
  }
}

SegmentedVolume
CannyFill(const Volume & image, const CannyFillOptions & options)
{
  Validate(options);
  const VoxelValues<float> gray = GrayValues(image);
  const ImageGeometry & geometry = image.geometry;
  const CannyEdges canny(*Smoothed(ImageOver(gray.values, geometry.size, geometry.spacingMm), options.sigmaMm));
  const EdgeThresholds thresholds = canny.Thresholds(options.lower, options.upper);
  Mask edges = canny.Find(thresholds);
  if (options.closingMm > 0.0)
  {
    edges = Closed(edges, options.closingMm, geometry);
  }
  const Mask filled = options.bySlice ? FillSlices(edges, geometry.size) : FillMaskHoles(edges, geometry.size);
  SegmentedVolume result{NewLabels(geometry), {{"lower", thresholds.lower}, {"upper", thresholds.upper}}};
  SetEnclosed(edges, filled, geometry.size, MutableLabels(result.labels));
  return result;
}

} // namespace vox
