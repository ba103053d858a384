// SPDX-License-Identifier: Apache-2.0
#include "voxInvert.h"

#include "voxError.h"
#include "voxResample.h"
#include "voxSeparateAxis.h"

#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <fmt/ranges.h>

namespace vox
{

at::Tensor
CropView(const at::Tensor & reordered, const PreprocessRecord & record)
{
  at::Tensor view = reordered;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    view = view.slice(static_cast<std::int64_t>(axis) + 1, record.crop.lower[axis], record.crop.upper[axis]);
  }
  return view;
}

std::optional<std::size_t>
SeparateAxisOf(const PreprocessRecord & record)
{
  return SeparateAxis(record.targetSpacingMm, record.reordered.spacingMm, record.probabilities.forceSeparateZ);
}

Volume
ToOriginalGrid(const at::Tensor & reordered, const PreprocessRecord & record)
{
  const Volume volume = Reordered(MakeVolume(reordered, record.reordered), Inverse(record.order));
  return MakeVolume(volume.voxels, record.original);
}

Volume
InvertLabels(const at::Tensor & labels, const PreprocessRecord & record, const RunContext & context)
{
  const Zyx<std::int64_t> & from = record.resampled.size;
  if (labels.sizes() != at::IntArrayRef{from.z, from.y, from.x} || !at::isIntegralType(labels.scalar_type(), false))
  {
    Fail(ErrorKind::Internal, "labels to bring back: found {} [{}], expected integers [{}, {}, {}]", labels.toString(),
         fmt::join(labels.sizes(), ", "), from.z, from.y, from.x);
  }
  context.ThrowIfCancelled();
  const Zyx<std::int64_t> to = record.crop.Size();
  at::Tensor resized = labels;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    const std::vector<std::int64_t> source = kernels::NearestIndices(from[axis], to[axis]);
    resized =
        from[axis] == to[axis] ? resized : resized.index_select(static_cast<std::int64_t>(axis), at::tensor(source));
  }
  const Zyx<std::int64_t> & size = record.reordered.size;
  const at::Tensor reordered = at::zeros({1, size.z, size.y, size.x}, at::kInt);
  CropView(reordered, record).select(0, 0).copy_(resized.clamp_min(0));
  return ToOriginalGrid(reordered, record);
}

} // namespace vox
