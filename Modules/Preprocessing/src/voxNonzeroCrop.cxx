// SPDX-License-Identifier: Apache-2.0
#include "voxNonzeroCrop.h"

#include "voxFillHoles.h"

#include <ATen/ops/zeros.h>

#include <algorithm>

namespace vox
{
namespace
{
Zyx<std::int64_t>
SizeOf(const at::Tensor & image)
{
  return {image.size(1), image.size(2), image.size(3)};
}
} // namespace

Box
NonzeroBox(const at::Tensor & image)
{
  const Zyx<std::int64_t> size = SizeOf(image);
  const at::Tensor contiguous = image.contiguous();
  const float * row = contiguous.const_data_ptr<float>();
  Box box{size, {0, 0, 0}};
  for (std::int64_t index = 0; index < image.size(0) * size.z * size.y; ++index, row += size.x)
  {
    const float * const end = row + size.x;
    const float * const first = std::find_if(row, end, [](float value) { return value != 0.0F; });
    if (first == end)
    {
      continue;
    }
    const float * last = end;
    while (last[-1] == 0.0F)
    {
      --last;
    }
    const Zyx<std::int64_t> lower{index / size.y % size.z, index % size.y, first - row};
    const Zyx<std::int64_t> upper{lower.z + 1, lower.y + 1, last - row};
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      box.lower[axis] = std::min(box.lower[axis], lower[axis]);
      box.upper[axis] = std::max(box.upper[axis], upper[axis]);
    }
  }
  return box.Empty() ? WholeBox(size) : box;
}

at::Tensor
NonzeroMask(const at::Tensor & image)
{
  const Zyx<std::int64_t> size = SizeOf(image);
  const at::Tensor contiguous = image.contiguous();
  const float * voxels = contiguous.const_data_ptr<float>();
  at::Tensor mask = at::zeros({size.z, size.y, size.x}, at::kByte);
  auto * const values = mask.mutable_data_ptr<std::uint8_t>();
  for (std::int64_t channel = 0; channel < image.size(0); ++channel, voxels += Product(size))
  {
    std::transform(voxels, voxels + Product(size), values, values,
                   [](float voxel, std::uint8_t value) { return static_cast<std::uint8_t>(value | (voxel != 0.0F)); });
  }
  FillHoles(values, size);
  return mask.view(at::kBool);
}

} // namespace vox
