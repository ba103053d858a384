// SPDX-License-Identifier: Apache-2.0
#include "voxGrayValues.h"

#include "voxError.h"
#include "voxTensorMemory.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace vox
{
namespace
{

void
RequireOneChannel(const Volume & volume, std::string_view expected)
{
  if (volume.voxels.dim() != 4 || volume.voxels.size(0) != 1 || volume.voxels.numel() == 0)
  {
    Fail(ErrorKind::BadInput, "found voxels of shape [{}], expected {} [1, D, H, W]",
         fmt::join(volume.voxels.sizes(), ", "), expected);
  }
}

template <typename TValue>
VoxelValues<TValue>
Values(at::Tensor voxels)
{
  const std::span<const TValue> values(ValuesOf<TValue>(voxels), static_cast<std::size_t>(voxels.numel()));
  return {std::move(voxels), values};
}

} // namespace

VoxelValues<float>
GrayValues(const Volume & image)
{
  RequireOneChannel(image, "one channel");
  VoxelValues<float> result = Values<float>(Contiguous(image.voxels));
  const auto isFinite = [](float value) { return std::isfinite(value); };
  if (!std::all_of(result.values.begin(), result.values.end(), isFinite))
  {
    Fail(ErrorKind::BadInput, "found NaN or infinity among the voxels, expected numbers");
  }
  return result;
}

VoxelValues<std::int32_t>
LabelValues(const Volume & labels)
{
  RequireOneChannel(labels, "a label map");
  VoxelValues<std::int32_t> result = Values<std::int32_t>(Int32Labels(labels.voxels));
  const std::int32_t least = *std::min_element(result.values.begin(), result.values.end());
  if (least < 0)
  {
    Fail(ErrorKind::BadInput, "found the label {}, expected 0 or more; is it a label map?", least);
  }
  return result;
}

Volume
NewLabels(const ImageGeometry & geometry)
{
  const Zyx<std::int64_t> & size = geometry.size;
  return {NewTensor(std::array<std::int64_t, 4>{1, size.z, size.y, size.x}, at::kInt), geometry};
}

std::span<std::int32_t>
MutableLabels(Volume & labels)
{
  return {MutableValuesOf<std::int32_t>(labels.voxels), static_cast<std::size_t>(labels.voxels.numel())};
}

} // namespace vox
