// SPDX-License-Identifier: Apache-2.0
#include "voxLabelLayers.h"

#include "voxTensorMemory.h"

#include <algorithm>
#include <array>

namespace vox
{
namespace
{

Volume
EmptyLabels(const ImageGeometry & grid)
{
  const at::Tensor voxels = NewTensor(std::array<std::int64_t, 4>{1, grid.size.z, grid.size.y, grid.size.x}, at::kInt);
  std::fill_n(MutableValuesOf<std::int32_t>(voxels), Product(grid.size), 0);
  return MakeVolume(voxels, grid);
}

} // namespace

LabelLayers::LabelLayers(const ImageGeometry & grid) : m_Grid(grid), m_Layers{EmptyLabels(grid)}
{}

std::size_t
LabelLayers::Add(const std::vector<VoxelRun> & runs, std::int32_t value)
{
  const auto isFree = [&](const Volume & layer) {
    const std::int32_t * labels = ValuesOf<std::int32_t>(layer.voxels);
    return std::ranges::all_of(runs, [&](const VoxelRun & run) {
      return std::all_of(labels + run.begin, labels + run.end, [](std::int32_t label) { return label == 0; });
    });
  };
  auto layer = std::ranges::find_if(m_Layers, isFree);
  if (layer == m_Layers.end())
  {
    layer = m_Layers.insert(m_Layers.end(), EmptyLabels(m_Grid));
  }
  for (const VoxelRun & run : runs)
  {
    std::int32_t * labels = MutableValuesOf<std::int32_t>(layer->voxels);
    std::fill(labels + run.begin, labels + run.end, value);
  }
  return static_cast<std::size_t>(layer - m_Layers.begin());
}

} // namespace vox
