// SPDX-License-Identifier: Apache-2.0
#ifndef voxReflectedSampler_h
#define voxReflectedSampler_h

#include "voxAffineCell.h"
#include "voxPatch.h"
#include "voxReflectedIndex.h"

#include <ATen/ops/empty_like.h>

#include <array>
#include <cmath>
#include <span>
#include <vector>

namespace vox::detail
{

/** What one voxel of the result reads: a cell of 2^VDimensions voxels of the source, those beyond the border reflected.
 * Offsets count from the first voxel of a channel, or of a slice in two dimensions. */
template <int VDimensions> struct ReflectedCell
{
  std::array<std::int64_t, 1 << VDimensions> offsets;
  std::array<float, 1 << VDimensions> weights;
  std::int64_t nearest; ///< offset
};

/** The cell about a continuous index (z, y, x); z is not read in two dimensions. */
template <int VDimensions>
[[nodiscard]] ReflectedCell<VDimensions>
CellAt(const std::array<double, 3> & position, const Zyx<std::int64_t> & size)
{
  std::array<std::int64_t, 3> base{};
  std::array<std::array<std::int64_t, 2>, 3> along{};
  std::array<float, 3> fraction{};
  std::int64_t stride = 1;
  for (int dimension = 0; dimension < VDimensions; ++dimension)
  {
    const auto axis = static_cast<std::size_t>(2 - dimension);
    const double floor = std::floor(position[axis]);
    base[axis] = static_cast<std::int64_t>(floor);
    fraction[axis] = static_cast<float>(position[axis] - floor);
    along[axis] = {kernels::ReflectedIndex(base[axis], size[axis]) * stride,
                   kernels::ReflectedIndex(base[axis] + 1, size[axis]) * stride};
    stride *= size[axis];
  }
  ReflectedCell<VDimensions> cell;
  cell.weights = kernels::CornerWeights<VDimensions>(fraction[2], fraction[1], fraction[0]);
  for (std::size_t k = 0; k < cell.offsets.size(); ++k)
  {
    cell.offsets[k] = along[2][k & 1U] + along[1][(k >> 1U) & 1U] + along[0][(k >> 2U) & 1U];
  }
  cell.nearest = cell.offsets[static_cast<std::size_t>(kernels::NearestCorner<VDimensions>(position, base))];
  return cell;
}

/** A row of the result: the image linearly, labels from the nearest voxel. `from` is where the offsets of the cells
 * count from, `to` the first voxel of the row, both within a channel. */
template <int VDimensions>
void
SampleRow(const Patch & source, std::span<const ReflectedCell<VDimensions>> cells, std::int64_t from, std::int64_t to,
          const Patch & target)
{
  const std::int64_t voxels = source.labels.numel();
  for (std::int64_t channel = 0; channel < source.image.size(0); ++channel)
  {
    const float * in = source.image.const_data_ptr<float>() + channel * voxels + from;
    float * out = target.image.mutable_data_ptr<float>() + channel * voxels + to;
    for (const ReflectedCell<VDimensions> & cell : cells)
    {
      float sum = 0.0F;
      for (std::size_t k = 0; k < cell.offsets.size(); ++k)
      {
        sum += in[cell.offsets[k]] * cell.weights[k];
      }
      *out++ = sum;
    }
  }
  for (const auto & [labels, moved] :
       {std::pair(source.labels, target.labels), std::pair(source.previousStage, target.previousStage)})
  {
    if (labels.defined())
    {
      const std::int16_t * in = labels.template const_data_ptr<std::int16_t>() + from;
      std::int16_t * out = moved.template mutable_data_ptr<std::int16_t>() + to;
      for (const ReflectedCell<VDimensions> & cell : cells)
      {
        *out++ = in[cell.nearest];
      }
    }
  }
}

/** The patch whose voxel (z, y, x) reads position(z, y, x), a continuous index (z, y, x). In two dimensions it is asked
 * for z = 0 only, and all slices read alike. */
template <int VDimensions, typename TPosition>
[[nodiscard]] Patch
SampleReflected(const Patch & patch, const TPosition & position)
{
  RequirePatch(patch);
  Patch source{patch.image.contiguous(), patch.labels.contiguous()};
  Patch target{at::empty_like(source.image), at::empty_like(source.labels)};
  if (patch.previousStage.defined())
  {
    source.previousStage = patch.previousStage.contiguous();
    target.previousStage = at::empty_like(source.previousStage);
  }
  const Zyx<std::int64_t> size = SizeOf(patch);
  const std::int64_t slice = size.y * size.x;
  const std::int64_t slicesAlike = VDimensions == 2 ? size.z : 1;
  std::vector<ReflectedCell<VDimensions>> cells(static_cast<std::size_t>(size.x));
  for (std::int64_t z = 0; z < size.z; z += slicesAlike)
  {
    for (std::int64_t y = 0; y < size.y; ++y)
    {
      for (std::int64_t x = 0; x < size.x; ++x)
      {
        cells[static_cast<std::size_t>(x)] = CellAt<VDimensions>(position(z, y, x), size);
      }
      for (std::int64_t alike = 0; alike < slicesAlike; ++alike)
      {
        const std::int64_t row = (z + alike) * slice + y * size.x;
        SampleRow<VDimensions>(source, cells, alike * slice, row, target);
      }
    }
  }
  return target;
}

} // namespace vox::detail

#endif
