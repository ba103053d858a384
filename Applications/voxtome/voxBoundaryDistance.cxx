// SPDX-License-Identifier: Apache-2.0
#include "voxBoundaryDistance.h"

#include "voxBoundaryValues.h"
#include "voxDistanceMap.h"
#include "voxTensorMemory.h"

#include <array>
#include <cmath>
#include <vector>

namespace vox
{

Volume
BoundaryDistance(const Volume & labels, std::int64_t value, int threads)
{
  const Zyx<std::int64_t> & size = labels.geometry.size;
  const at::Tensor voxels = Contiguous(labels.voxels);
  const std::int32_t * const label = ValuesOf<std::int32_t>(voxels);
  const auto count = static_cast<std::size_t>(voxels.numel());
  const std::vector<std::uint8_t> boundary = BoundaryVoxels(labels, value);
  std::vector<double> squared(count);
  kernels::SquaredDistanceMap(boundary.data(), size, labels.geometry.spacingMm, squared.data(), threads);
  const at::Tensor map = NewTensor(std::array<std::int64_t, 4>{1, size.z, size.y, size.x}, at::kFloat);
  float * const distance = MutableValuesOf<float>(map);
  for (std::size_t i = 0; i < count; ++i)
  {
    distance[i] = static_cast<float>((label[i] == value ? -1.0 : 1.0) * std::sqrt(squared[i]));
  }
  return {map, labels.geometry};
}

} // namespace vox
