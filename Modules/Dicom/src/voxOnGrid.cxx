// SPDX-License-Identifier: Apache-2.0
#include "voxDicomSegmentation.h"
#include "voxNearestLabels.h"
#include "voxTensorMemory.h"

#include <array>

namespace vox
{

Segmentation
OnGrid(const Segmentation & segmentation, const ImageGeometry & grid)
{
  Segmentation result{{}, segmentation.segments};
  for (const Volume & layer : segmentation.layers)
  {
    const at::Tensor labels = Int32Labels(layer.voxels);
    const at::Tensor moved = NewTensor(std::array<std::int64_t, 4>{1, grid.size.z, grid.size.y, grid.size.x}, at::kInt);
    NearestLabels(ValuesOf<std::int32_t>(labels), layer.geometry, grid, MutableValuesOf<std::int32_t>(moved));
    result.layers.push_back(MakeVolume(moved, grid));
  }
  return result;
}

} // namespace vox
