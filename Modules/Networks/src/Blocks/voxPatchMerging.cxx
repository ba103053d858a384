// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxPatchMerging.h"

#include <ATen/ATen.h>

#include <array>
#include <span>
#include <vector>

namespace vox
{
namespace
{

using Corner = std::array<int, 3>; ///< z, y, x

constexpr std::array<Corner, 8> kMerging{
    {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {1, 1, 0}, {1, 0, 1}, {0, 1, 1}, {1, 1, 1}}};
constexpr std::array<Corner, 8> kMergingV2{
    {{0, 0, 0}, {0, 0, 1}, {0, 1, 0}, {0, 1, 1}, {1, 0, 0}, {1, 0, 1}, {1, 1, 0}, {1, 1, 1}}};
constexpr std::array<Corner, 8> kEarlyMerging{
    {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {1, 0, 1}, {0, 1, 0}, {0, 0, 1}, {1, 1, 1}}};
/** In two dimensions all orders are the same. */
constexpr std::array<Corner, 4> kPlanar{{{0, 0, 0}, {0, 1, 0}, {0, 0, 1}, {0, 1, 1}}};

std::span<const Corner>
CornersOf(bool planar, PatchMergingOrder order)
{
  if (planar)
  {
    return kPlanar;
  }
  switch (order)
  {
  case PatchMergingOrder::Merging:
    return kMerging;
  case PatchMergingOrder::MergingV2:
    return kMergingV2;
  case PatchMergingOrder::EarlyMerging:
    return kEarlyMerging;
  }
  return kMerging;
}

at::Tensor
CornerOf(const at::Tensor & grid, const Corner & corner)
{
  at::Tensor part = grid;
  const std::int64_t axes = grid.dim() - 2;
  for (std::int64_t axis = 0; axis < axes; ++axis)
  {
    part = part.slice(axis + 1, corner[static_cast<std::size_t>(axis + 3 - axes)], std::nullopt, 2);
  }
  return part;
}

} // namespace

PatchMerging::PatchMerging(std::int64_t channels, int dimensions, PatchMergingOrder order) : m_Order(order)
{
  const std::int64_t merged = (dimensions == 3 ? 8 : 4) * channels;
  m_Reduction = register_module("reduction", std::make_shared<Linear>(merged, 2 * channels, false));
  m_Norm = register_module("norm", std::make_shared<LayerNorm>(merged));
}

at::Tensor
PatchMerging::forward(const at::Tensor & grid) const
{
  std::vector<at::Tensor> parts;
  for (const Corner & corner : CornersOf(grid.dim() == 4, m_Order))
  {
    parts.push_back(CornerOf(grid, corner));
  }
  return m_Reduction->forward(m_Norm->forward(at::cat(parts, -1)));
}

} // namespace vox
