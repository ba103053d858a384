// SPDX-License-Identifier: Apache-2.0
#include "voxMaskComponents.h"

#include "voxItkImages.h"

#include <itkConnectedComponentImageFilter.h>

#include <algorithm>

namespace vox
{

MaskComponents
FindMaskComponents(std::span<const std::uint8_t> mask, const Zyx<std::int64_t> & size, ObjectConnectivity connectivity)
{
  const auto filter = itk::ConnectedComponentImageFilter<MaskImage, LabelImage>::New();
  filter->SetInput(ImageOver(mask, size));
  filter->SetFullyConnected(connectivity == ObjectConnectivity::Full);
  if (constexpr std::int64_t kSmall = 1 << 16; Product(size) < kSmall)
  {
    filter->SetNumberOfWorkUnits(1); // threads would cost more than they save
  }
  filter->Update();

  // ITK does not say in which order it numbers.
  MaskComponents result;
  std::vector<std::int32_t> numberOf(filter->GetObjectCount() + 1, 0);
  const std::span<const std::int32_t> found = PixelsOf(*filter->GetOutput());
  result.numbers.resize(found.size());
  std::transform(found.begin(), found.end(), result.numbers.begin(), [&](std::int32_t component) {
    std::int32_t & number = numberOf[static_cast<std::size_t>(component)];
    if (component != 0 && number == 0)
    {
      number = ++result.count;
    }
    return number;
  });
  return result;
}

Mask
FillMaskHoles(const Mask & mask, const Zyx<std::int64_t> & size)
{
  Mask outside(mask.size());
  std::transform(mask.begin(), mask.end(), outside.begin(), [](std::uint8_t value) { return value == 0; });
  const MaskComponents parts = FindMaskComponents(outside, size, ObjectConnectivity::Face);
  std::vector<bool> isOpen(static_cast<std::size_t>(parts.count) + 1, false);
  std::size_t index = 0;
  for (std::int64_t z = 0; z < size.z; ++z)
  {
    for (std::int64_t y = 0; y < size.y; ++y)
    {
      for (std::int64_t x = 0; x < size.x; ++x, ++index)
      {
        const bool onBorder = (size.z > 1 && (z == 0 || z == size.z - 1)) ||
                              (size.y > 1 && (y == 0 || y == size.y - 1)) ||
                              (size.x > 1 && (x == 0 || x == size.x - 1));
        if (onBorder)
        {
          isOpen[static_cast<std::size_t>(parts.numbers[index])] = true;
        }
      }
    }
  }
  Mask filled(mask.size());
  std::transform(parts.numbers.begin(), parts.numbers.end(), filled.begin(),
                 [&](std::int32_t part) { return part == 0 || !isOpen[static_cast<std::size_t>(part)]; });
  return filled;
}

} // namespace vox
