// SPDX-License-Identifier: Apache-2.0
#ifndef voxPreprocessExamples_h
#define voxPreprocessExamples_h

#include "voxPreprocess.h"
#include "voxRandom.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>

#include <cstdint>

namespace vox::testing
{

/** Normal noise, float32 [channels, D, H, W]; hardly ever exactly 0. */
inline at::Tensor
NoiseTensor(std::int64_t channels, const Zyx<std::int64_t> & size, std::uint64_t seed)
{
  at::Tensor tensor = at::empty({channels, size.z, size.y, size.x}, at::kFloat);
  Random(seed).FillNormal({tensor.mutable_data_ptr<float>(), static_cast<std::size_t>(tensor.numel())}, 100.0);
  return tensor;
}

/** Labels 0 to count - 1, int32 [1, D, H, W]. */
inline at::Tensor
RandomLabels(const Zyx<std::int64_t> & size, std::int64_t count, std::uint64_t seed)
{
  at::Tensor tensor = at::empty({1, size.z, size.y, size.x}, at::kInt);
  Random random(seed);
  for (std::int64_t i = 0; i < tensor.numel(); ++i)
  {
    tensor.mutable_data_ptr<std::int32_t>()[i] = static_cast<std::int32_t>(random.Integer(0, count - 1));
  }
  return tensor;
}

/** Sets all voxels outside of the box to 0. */
inline void
ClearOutside(const at::Tensor & volume, const Box & box)
{
  at::Tensor inside = volume;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    inside = inside.slice(static_cast<std::int64_t>(axis) + 1, box.lower[axis], box.upper[axis]);
  }
  const at::Tensor kept = inside.clone();
  volume.zero_();
  inside.copy_(kept);
}

/** Logits that are certain of these labels, [classes, D, H, W]; negative labels count as background. */
inline at::Tensor
CertainLogits(const at::Tensor & labels, std::int64_t classes)
{
  const at::Tensor index = labels.clamp_min(0).to(at::kLong).unsqueeze(0);
  return at::zeros({classes, labels.size(0), labels.size(1), labels.size(2)}, at::kFloat).scatter_(0, index, 10.0);
}

/** Options for one channel that change nothing but the order of axes and the crop. */
inline PreprocessOptions
GridOnly()
{
  PreprocessOptions options;
  options.normalization = {Normalization::None};
  return options;
}

} // namespace vox::testing

#endif
