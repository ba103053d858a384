// SPDX-License-Identifier: Apache-2.0
#include "voxResampleTensor.h"

#include "voxParallelFor.h"
#include "voxResample.h"
#include "voxResampleLabels.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <cmath>

namespace vox
{
namespace
{
using Size = Zyx<std::int64_t>;

/** Resizes each slice of [D, H, W] in its plane to the slices of [D', H', W'] that are nearest to it. Monotonous
 * indices: the output slices of one input slice lie side by side, and input slices that nobody asks for are not
 * computed. */
void
ResizeSlices(const float * input, const Size & from, float * output, const Size & to, int order, int threads)
{
  const std::vector<std::int64_t> source = kernels::NearestIndices(from.z, to.z);
  const std::int64_t inputPlane = from.y * from.x;
  const std::int64_t outputPlane = to.y * to.x;
  ParallelFor(0, from.z, 1, threads, [&](std::int64_t slice, std::int64_t) {
    const auto [first, last] = std::equal_range(source.begin(), source.end(), slice);
    if (first == last)
    {
      return;
    }
    float * const resized = output + (first - source.begin()) * outputPlane;
    kernels::Resize(input + slice * inputPlane, {1, from.y, from.x}, resized, {1, to.y, to.x}, order, 1);
    for (std::int64_t copy = 1; copy < last - first; ++copy)
    {
      std::copy_n(resized, outputPlane, resized + copy * outputPlane);
    }
  });
}

/** As ResizeSlices, with linear interpolation between the resized slices. */
void
ResizeSlicesLinearly(const float * input, const Size & from, float * output, const Size & to, int order, int threads)
{
  const Size between{from.z, to.y, to.x};
  std::vector<float> stack(static_cast<std::size_t>(Product(between)));
  ResizeSlices(input, from, stack.data(), between, order, threads);
  kernels::Resize(stack.data(), between, output, to, 1, threads);
}

/** [C, D, H, W] to [C, axis, the other two in their order]. */
at::Tensor
AxisFirst(const at::Tensor & image, std::int64_t axis)
{
  return image.movedim(1 + axis, 1).contiguous();
}

/** Undoes AxisFirst. */
at::Tensor
Restored(const at::Tensor & image, std::int64_t axis)
{
  return image.movedim(1, 1 + axis).contiguous();
}
} // namespace

Zyx<std::int64_t>
ResampledSize(const Size & size, const Zyx<double> & spacingMm, const Zyx<double> & newSpacingMm)
{
  Size result;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    const double exact = spacingMm[axis] / newSpacingMm[axis] * static_cast<double>(size[axis]);
    result[axis] = std::max<std::int64_t>(1, static_cast<std::int64_t>(std::nearbyint(exact)));
  }
  return result;
}

at::Tensor
ResampleImage(at::Tensor image, const Size & size, std::optional<std::size_t> separateAxis,
              const ResampleOptions & options, int threads)
{
  if (Size{image.size(1), image.size(2), image.size(3)} == size)
  {
    return image;
  }
  const auto axis = static_cast<std::int64_t>(separateAxis.value_or(0));
  at::Tensor input = AxisFirst(image, axis);
  image.reset();
  const Size from{input.size(1), input.size(2), input.size(3)};
  Size to = size;
  for (std::size_t i = separateAxis.value_or(0); i > 0; --i)
  {
    std::swap(to[i], to[i - 1]);
  }
  at::Tensor output = at::empty({input.size(0), to.z, to.y, to.x}, input.options());
  for (std::int64_t channel = 0; channel < input.size(0); ++channel)
  {
    const float * const source = input.const_data_ptr<float>() + channel * Product(from);
    float * const target = output.mutable_data_ptr<float>() + channel * Product(to);
    const auto resize = !separateAxis ? kernels::Resize : options.orderZ == 0 ? ResizeSlices : ResizeSlicesLinearly;
    resize(source, from, target, to, options.order, threads);
  }
  input.reset();
  return Restored(output, axis);
}

std::int64_t
ResampleBytes(std::int64_t channels, const Size & from, const Size & to, std::optional<std::size_t> separateAxis,
              const ResampleOptions & options)
{
  const std::int64_t input = channels * Product(from);
  const std::int64_t output = channels * Product(to);
  if (from == to)
  {
    return 4 * input;
  }
  if (separateAxis)
  {
    const std::size_t axis = *separateAxis;
    const std::int64_t between = options.orderZ == 0 ? 0 : Product(to) / to[axis] * from[axis];
    const std::int64_t moved =
        axis == 0 ? 0 : std::max(2 * input, 2 * output); // to bring the axis to the front, and back
    return 4 * std::max(input + output + between, moved);
  }
  const bool onePass = options.order == 0 || from.z == to.z || (from.y == to.y && from.x == to.x);
  const std::int64_t between = onePass ? 0 : std::min(from.z * to.y * to.x, to.z * from.y * from.x);
  return 4 * (input + output + between);
}

at::Tensor
ResampleLabels(const at::Tensor & labels, const Size & size, std::optional<std::size_t> separateAxis,
               const ResampleOptions & options, int threads)
{
  Zyx<int> order{options.order, options.order, options.order};
  if (separateAxis)
  {
    order[*separateAxis] = 0;
  }
  const at::Tensor input = labels.contiguous();
  at::Tensor output = at::empty({size.z, size.y, size.x}, input.options());
  kernels::ResizeLabels(input.const_data_ptr<std::int16_t>(), {input.size(0), input.size(1), input.size(2)},
                        output.mutable_data_ptr<std::int16_t>(), size, order, threads);
  return output;
}

} // namespace vox
