// SPDX-License-Identifier: Apache-2.0
#include "voxReducedGrid.h"

#include "voxDisplayGrid.h"
#include "voxTensorMemory.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace vox
{
namespace
{

constexpr const SliceView & kAxial = SliceViews[0];

/** Where the blocks along an axis lie: what they reach beyond is the same at both ends. */
class Blocks
{
public:
  Blocks(std::int64_t voxels, std::int64_t factor)
      : m_Factor(factor), m_Count((voxels + factor - 1) / factor), m_Beyond(m_Count * factor - voxels)
  {}
  [[nodiscard]] std::int64_t
  Count() const
  {
    return m_Count;
  }
  [[nodiscard]] std::int64_t
  Of(std::int64_t voxel) const
  {
    return (2 * voxel + m_Beyond) / (2 * m_Factor);
  }
  [[nodiscard]] double
  FirstCenter() const
  {
    return static_cast<double>(m_Factor - 1 - m_Beyond) / 2.0;
  }

private:
  std::int64_t m_Factor;
  std::int64_t m_Count;
  std::int64_t m_Beyond;
};

/** Sums and counts of the blocks of one reduced slice. */
struct BlockSums
{
  std::vector<double> sums;
  std::vector<std::int64_t> counts;
};

void
AddSlice(BlockSums & blocks, const float * values, const Blocks & rows, const Blocks & columns, std::int64_t height,
         std::int64_t width)
{
  for (std::int64_t row = 0; row < height; ++row)
  {
    const std::int64_t start = rows.Of(row) * columns.Count();
    for (std::int64_t column = 0; column < width; ++column, ++values)
    {
      if (std::isfinite(*values))
      {
        const auto block = static_cast<std::size_t>(start + columns.Of(column));
        blocks.sums[block] += static_cast<double>(*values);
        ++blocks.counts[block];
      }
    }
  }
}

std::uint8_t
GreyLevel(double intensity, const IntensityWindow & window)
{
  const double part = (intensity - window[0]) / (window[1] - window[0]);
  return static_cast<std::uint8_t>(std::lround(std::clamp(part, 0.0, 1.0) * 255.0));
}

} // namespace

ReducedGrid
MakeReducedGrid(const ImageGeometry & whole, std::int64_t mostVoxels)
{
  ReducedGrid grid{whole, whole, {1, 1, 1}};
  while (Product(grid.reduced.size) > mostVoxels)
  {
    std::size_t finest = 3;
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      const bool canShrink = grid.reduced.size[axis] > 1;
      if (canShrink && (finest == 3 || grid.reduced.spacingMm[axis] < grid.reduced.spacingMm[finest]))
      {
        finest = axis;
      }
    }
    ++grid.factors[finest];
    grid.reduced.size[finest] = Blocks(whole.size[finest], grid.factors[finest]).Count();
    grid.reduced.spacingMm[finest] = whole.spacingMm[finest] * static_cast<double>(grid.factors[finest]);
  }
  Zyx<double> first{};
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    first[axis] = Blocks(whole.size[axis], grid.factors[axis]).FirstCenter();
  }
  grid.reduced.originLps = WorldFromVoxel(whole, first);
  return grid;
}

DisplayBytes
ReducedIntensities(const Volume & image, const ReducedGrid & grid, const IntensityWindow & window)
{
  const auto [depth, height, width] = grid.whole.size;
  const Blocks slices(depth, grid.factors.z);
  const Blocks rows(height, grid.factors.y);
  const Blocks columns(width, grid.factors.x);
  const auto blockCount = static_cast<std::size_t>(rows.Count() * columns.Count());
  DisplayBytes bytes;
  bytes.reserve(blockCount * static_cast<std::size_t>(slices.Count()));
  BlockSums blocks;
  for (std::int64_t z = 0; z < depth; ++z)
  {
    if (blocks.sums.empty())
    {
      blocks = {std::vector<double>(blockCount), std::vector<std::int64_t>(blockCount)};
    }
    const at::Tensor slice =
        SampledSlice(image, grid.whole, kAxial, z, SliceSampling::Linear, std::numeric_limits<double>::quiet_NaN());
    AddSlice(blocks, ValuesOf<float>(slice), rows, columns, height, width);
    if (z + 1 == depth || slices.Of(z + 1) != slices.Of(z))
    {
      for (std::size_t i = 0; i < blockCount; ++i)
      {
        const std::int64_t count = blocks.counts[i];
        bytes.push_back(count == 0 ? std::uint8_t{0} : GreyLevel(blocks.sums[i] / static_cast<double>(count), window));
      }
      blocks.sums.clear();
    }
  }
  return bytes;
}

std::vector<std::int32_t>
ReducedLabels(const Volume & labels, const ReducedGrid & grid)
{
  std::vector<std::int32_t> result;
  result.reserve(static_cast<std::size_t>(Product(grid.reduced.size)));
  for (std::int64_t z = 0; z < grid.reduced.size.z; ++z)
  {
    const at::Tensor slice = SampledSlice(labels, grid.reduced, kAxial, z, SliceSampling::Nearest);
    const std::int32_t * values = ValuesOf<std::int32_t>(slice);
    result.insert(result.end(), values, values + slice.numel());
  }
  return result;
}

} // namespace vox
