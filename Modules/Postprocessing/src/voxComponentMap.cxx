// SPDX-License-Identifier: Apache-2.0
#include "voxComponentMap.h"

#include <itkConnectedComponentImageFilter.h>
#include <itkImage.h>
#include <itkImportImageFilter.h>

namespace vox
{

ComponentMap
FindComponents(std::span<const std::uint8_t> mask, const Zyx<std::int64_t> & size, Connectivity connectivity)
{
  using MaskImage = itk::Image<std::uint8_t, 3>;
  using ComponentImage = itk::Image<std::uint32_t, 3>;

  const auto import = itk::ImportImageFilter<std::uint8_t, 3>::New();
  MaskImage::RegionType region;
  for (unsigned int i = 0; i < 3; ++i)
  {
    region.SetSize(i, static_cast<itk::SizeValueType>(size[2 - i]));
  }
  import->SetRegion(region);
  // The filter only reads, but ITK has no import of constant memory.
  import->SetImportPointer(const_cast<std::uint8_t *>(mask.data()), mask.size(), false);

  const auto filter = itk::ConnectedComponentImageFilter<MaskImage, ComponentImage>::New();
  filter->SetInput(import->GetOutput());
  filter->SetFullyConnected(connectivity == Connectivity::Full);
  filter->Update();

  const std::uint32_t * components = filter->GetOutput()->GetBufferPointer();
  return {{components, components + mask.size()}, static_cast<std::uint32_t>(filter->GetObjectCount())};
}

} // namespace vox
