// SPDX-License-Identifier: Apache-2.0
#include "voxBoundaryDistanceMap.h"

#include <itkImage.h>
#include <itkImportImageFilter.h>
#include <itkSignedMaurerDistanceMapImageFilter.h>

#include <cmath>

namespace vox
{

std::vector<double>
SquaredDistancesToBoundary(std::span<const std::uint8_t> boundary, const Zyx<std::int64_t> & size,
                           const Zyx<double> & spacingMm, std::span<const std::int64_t> positions, int threads)
{
  using MaskImage = itk::Image<std::uint8_t, 3>;
  // float would lose the exact comparison of equal distances and, at 1e-7, flip a tolerance.
  using DistanceImage = itk::Image<double, 3>;

  const auto import = itk::ImportImageFilter<std::uint8_t, 3>::New();
  MaskImage::RegionType region;
  MaskImage::SpacingType spacing;
  for (unsigned int i = 0; i < 3; ++i)
  {
    region.SetSize(i, static_cast<itk::SizeValueType>(size[2 - i]));
    spacing[i] = spacingMm[2 - i];
  }
  import->SetRegion(region);
  import->SetSpacing(spacing);
  // The filter only reads, but ITK has no import of constant memory.
  import->SetImportPointer(const_cast<std::uint8_t *>(boundary.data()), boundary.size(), false);

  // The filter measures to the contour of what it is given: marked voxels with an unmarked one among their 26
  // neighbors. Each of ours has one among its 6, so the contour of the boundary is the boundary itself.
  const auto map = itk::SignedMaurerDistanceMapImageFilter<MaskImage, DistanceImage>::New();
  map->SetInput(import->GetOutput());
  map->SetUseImageSpacing(true);
  map->SetSquaredDistance(true);
  map->SetNumberOfWorkUnits(static_cast<itk::ThreadIdType>(threads));
  map->Update();

  const double * squared = map->GetOutput()->GetBufferPointer();
  std::vector<double> result;
  result.reserve(positions.size());
  for (const std::int64_t position : positions)
  {
    // The sign says inside or outside of the boundary voxels, which means nothing here.
    result.push_back(std::abs(squared[position]));
  }
  return result;
}

} // namespace vox
