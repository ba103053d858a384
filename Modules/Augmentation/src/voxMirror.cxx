// SPDX-License-Identifier: Apache-2.0
#include "voxMirror.h"

#include <algorithm>

namespace vox
{

namespace
{
/** Reverses the middle axis of [outer, n, inner]. */
template <typename T>
void
ReverseAxis(T * values, std::int64_t outer, std::int64_t n, std::int64_t inner)
{
  for (; outer > 0; --outer, values += n * inner)
  {
    if (inner == 1)
    {
      std::reverse(values, values + n);
      continue;
    }
    for (std::int64_t i = 0; i < n / 2; ++i)
    {
      std::swap_ranges(values + i * inner, values + (i + 1) * inner, values + (n - 1 - i) * inner);
    }
  }
}

template <typename T>
void
ReverseAxes(T * values, std::int64_t outer, const Zyx<std::int64_t> & size, const Zyx<bool> & axes)
{
  std::int64_t inner = Product(size);
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    inner /= size[axis];
    if (axes[axis])
    {
      ReverseAxis(values, outer, size[axis], inner);
    }
    outer *= size[axis];
  }
}
} // namespace

void
Mirror(Patch & patch, const Zyx<bool> & axes)
{
  RequirePatch(patch);
  const Zyx<std::int64_t> size = SizeOf(patch);
  ReverseAxes(patch.image.mutable_data_ptr<float>(), patch.image.size(0), size, axes);
  ReverseAxes(patch.labels.mutable_data_ptr<std::int16_t>(), 1, size, axes);
  if (patch.previousStage.defined())
  {
    ReverseAxes(patch.previousStage.mutable_data_ptr<std::int16_t>(), 1, size, axes);
  }
}

} // namespace vox
