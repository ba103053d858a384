// SPDX-License-Identifier: Apache-2.0
#include "voxPatch.h"

#include "voxError.h"

#include <ATen/ops/empty.h>

#include <algorithm>

namespace vox
{

namespace
{
bool
IsCpuTensor(const at::Tensor & tensor, at::ScalarType type, std::int64_t dimensions)
{
  return tensor.defined() && tensor.scalar_type() == type && tensor.dim() == dimensions && tensor.device().is_cpu();
}

std::string
DescribeTensor(const at::Tensor & tensor)
{
  if (!tensor.defined())
  {
    return "no tensor";
  }
  return fmt::format("{} [{}] on {}", at::toString(tensor.scalar_type()), fmt::join(tensor.sizes(), ", "),
                     tensor.device().str());
}

void
RequireLabelMap(std::string_view name, const at::Tensor & labels, const at::Tensor & image)
{
  if (!IsCpuTensor(labels, at::kShort, 3))
  {
    Fail(ErrorKind::BadInput, "{}: found {}, expected short [D, H, W] on cpu", name, DescribeTensor(labels));
  }
  if (image.sizes().slice(1) != labels.sizes())
  {
    Fail(ErrorKind::BadInput, "{}: found size [{}], expected that of the image, [{}]", name,
         fmt::join(labels.sizes(), ", "), fmt::join(image.sizes().slice(1), ", "));
  }
}

/** Copies a box of one channel, filling what lies outside. */
template <typename T>
void
CopyBox(const T * source, const Zyx<std::int64_t> & size, const Box & box, T outside, T * target)
{
  const Zyx<std::int64_t> boxSize = box.Size();
  const std::int64_t firstX = std::clamp<std::int64_t>(-box.lower.x, 0, boxSize.x);
  const std::int64_t lastX = std::clamp<std::int64_t>(size.x - box.lower.x, firstX, boxSize.x);
  for (std::int64_t z = box.lower.z; z < box.upper.z; ++z)
  {
    for (std::int64_t y = box.lower.y; y < box.upper.y; ++y, target += boxSize.x)
    {
      if (z < 0 || z >= size.z || y < 0 || y >= size.y)
      {
        std::fill_n(target, boxSize.x, outside);
        continue;
      }
      const T * row = source + (z * size.y + y) * size.x + box.lower.x;
      std::fill(target, target + firstX, outside);
      std::copy(row + firstX, row + lastX, target + firstX);
      std::fill(target + lastX, target + boxSize.x, outside);
    }
  }
}
/** The box of a label map. */
at::Tensor
CutLabels(const at::Tensor & labels, const Zyx<std::int64_t> & size, const Box & box)
{
  const at::Tensor contiguous = labels.contiguous();
  const Zyx<std::int64_t> boxSize = box.Size();
  const at::Tensor result = at::empty({boxSize.z, boxSize.y, boxSize.x}, labels.options());
  CopyBox(contiguous.const_data_ptr<std::int16_t>(), size, box, labelOutside, result.mutable_data_ptr<std::int16_t>());
  return result;
}
} // namespace

void
RequirePatch(const Patch & patch)
{
  if (!IsCpuTensor(patch.image, at::kFloat, 4))
  {
    Fail(ErrorKind::BadInput, "image: found {}, expected float [C, D, H, W] on cpu", DescribeTensor(patch.image));
  }
  RequireLabelMap("labels", patch.labels, patch.image);
  if (patch.previousStage.defined())
  {
    RequireLabelMap("previous stage", patch.previousStage, patch.image);
  }
}

Zyx<std::int64_t>
SizeOf(const Patch & patch)
{
  return {patch.labels.size(0), patch.labels.size(1), patch.labels.size(2)};
}

Patch
CropPatch(const Patch & patch, const Box & box)
{
  RequirePatch(patch);
  const Zyx<std::int64_t> boxSize = box.Size();
  if (box.Empty())
  {
    Fail(ErrorKind::BadInput, "patch to cut: found size {}x{}x{}, expected at least one voxel on each axis (z, y, x)",
         boxSize.z, boxSize.y, boxSize.x);
  }
  const Zyx<std::int64_t> size = SizeOf(patch);
  const std::int64_t channels = patch.image.size(0);
  const at::Tensor image = patch.image.contiguous();
  Patch result{at::empty({channels, boxSize.z, boxSize.y, boxSize.x}, image.options()),
               CutLabels(patch.labels, size, box)};
  for (std::int64_t channel = 0; channel < channels; ++channel)
  {
    CopyBox(image.const_data_ptr<float>() + channel * Product(size), size, box, 0.0F,
            result.image.mutable_data_ptr<float>() + channel * Product(boxSize));
  }
  if (patch.previousStage.defined())
  {
    result.previousStage = CutLabels(patch.previousStage, size, box);
  }
  return result;
}

} // namespace vox
