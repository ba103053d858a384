// SPDX-License-Identifier: Apache-2.0
#include "voxLesionMap.h"

#include "voxTensorMemory.h"

#include <itkConnectedComponentImageFilter.h>
#include <itkImage.h>
#include <itkImportImageFilter.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

namespace vox
{
namespace
{

using MaskImage = itk::Image<std::uint8_t, 3>;
using ComponentImage = itk::Image<std::int32_t, 3>;

Zyx<std::int64_t>
SizeOf(const at::Tensor & map)
{
  return {map.size(0), map.size(1), map.size(2)};
}

ComponentImage::Pointer
Components(const at::Tensor & mask, LesionConnectivity connectivity)
{
  const auto import = itk::ImportImageFilter<std::uint8_t, 3>::New();
  MaskImage::RegionType region;
  for (unsigned int i = 0; i < 3; ++i)
  {
    region.SetSize(i, static_cast<itk::SizeValueType>(mask.size(2 - i)));
  }
  import->SetRegion(region);
  // The filter only reads, but ITK has no import of constant memory.
  import->SetImportPointer(const_cast<std::uint8_t *>(ValuesOf<std::uint8_t>(mask)),
                           static_cast<itk::SizeValueType>(mask.numel()), false);
  const auto filter = itk::ConnectedComponentImageFilter<MaskImage, ComponentImage>::New();
  filter->SetInput(import->GetOutput());
  filter->SetFullyConnected(connectivity == LesionConnectivity::Full);
  filter->Update();
  return filter->GetOutput();
}

} // namespace

at::Tensor
LabelLesions(const at::Tensor & mask, LesionConnectivity connectivity, double minimumVoxels)
{
  const at::Tensor voxels = Contiguous(mask);
  const at::Tensor result = NewTensor(voxels.sizes(), at::kInt);
  std::int32_t * labels = MutableValuesOf<std::int32_t>(result);
  const auto count = static_cast<std::size_t>(voxels.numel());
  if (count == 0)
  {
    return result;
  }
  const ComponentImage::Pointer image = Components(voxels, connectivity);
  const std::int32_t * components = image->GetBufferPointer();

  std::vector<std::int64_t> sizes(static_cast<std::size_t>(*std::max_element(components, components + count)) + 1, 0);
  std::for_each(components, components + count,
                [&](std::int32_t component) { ++sizes[static_cast<std::size_t>(component)]; });
  std::vector<std::int32_t> numbers(sizes.size(), 0);
  std::int32_t next = 0;
  for (std::size_t component = 1; component < sizes.size(); ++component)
  {
    numbers[component] = static_cast<double>(sizes[component]) >= minimumVoxels ? ++next : 0;
  }
  std::transform(components, components + count, labels,
                 [&](std::int32_t component) { return numbers[static_cast<std::size_t>(component)]; });
  return result;
}

std::map<std::int32_t, LesionExtent>
LesionExtents(const at::Tensor & map)
{
  const Zyx<std::int64_t> size = SizeOf(map);
  std::map<std::int32_t, LesionExtent> extents;
  const std::int32_t * voxel = ValuesOf<std::int32_t>(map);
  for (std::int64_t z = 0; z < size.z; ++z)
  {
    for (std::int64_t y = 0; y < size.y; ++y)
    {
      for (std::int64_t x = 0; x < size.x; ++x, ++voxel)
      {
        if (*voxel == 0)
        {
          continue;
        }
        const Zyx<std::int64_t> at{z, y, x};
        const auto [known, isNew] = extents.try_emplace(*voxel, LesionExtent{0, {at, {z + 1, y + 1, x + 1}}});
        ++known->second.voxels;
        for (std::size_t axis = 0; axis < 3; ++axis)
        {
          Box & box = known->second.box;
          box.lower[axis] = std::min(box.lower[axis], at[axis]);
          box.upper[axis] = std::max(box.upper[axis], at[axis] + 1);
        }
      }
    }
  }
  return extents;
}

at::Tensor
LesionMask(const at::Tensor & map, std::int32_t value, const Box & box)
{
  const Zyx<std::int64_t> size = SizeOf(map);
  const Zyx<std::int64_t> boxSize = box.Size();
  at::Tensor result = NewTensor(std::array<std::int64_t, 3>{boxSize.z, boxSize.y, boxSize.x}, at::kByte);
  const std::int32_t * voxels = ValuesOf<std::int32_t>(map);
  std::uint8_t * inside = MutableValuesOf<std::uint8_t>(result);
  for (std::int64_t z = box.lower.z; z < box.upper.z; ++z)
  {
    for (std::int64_t y = box.lower.y; y < box.upper.y; ++y)
    {
      for (std::int64_t x = box.lower.x; x < box.upper.x; ++x)
      {
        const bool within = z >= 0 && z < size.z && y >= 0 && y < size.y && x >= 0 && x < size.x;
        *inside++ = within && voxels[(z * size.y + y) * size.x + x] == value;
      }
    }
  }
  return result;
}

} // namespace vox
