// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxPhaseWeights.h"

#include "Blocks/voxChannelsLast.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>

namespace vox
{
namespace
{

/** A tap of the kernel, and the phase and the tap of a convolution of 3 that it is there. */
struct TapPlace
{
  std::int64_t kernelTap;
  std::int64_t phase;
  std::int64_t tap;
};

bool
StaysAsItIs(std::int64_t kernel, std::int64_t stride, std::int64_t padding)
{
  return kernel == 1 && stride == 1 && padding == 0;
}

/** Input voxel i meets output voxel stride * i - padding + k by tap k. */
std::vector<TapPlace>
PlacesOf(std::int64_t kernel, std::int64_t stride, std::int64_t padding)
{
  if (StaysAsItIs(kernel, stride, padding))
  {
    return {{0, 0, 0}};
  }
  std::vector<TapPlace> places;
  for (std::int64_t k = 0; k < kernel; ++k)
  {
    const std::int64_t shifted = k - padding + stride; // not negative where the kernel reaches no further than it may
    places.push_back({k, shifted % stride, 2 - shifted / stride});
  }
  return places;
}

/** Calls copy(part of the phase weights, part of the weights), both [out, in], for each tap. */
template <typename TCopy>
void
ForEachTap(const at::Tensor & phases, const at::Tensor & weight, const TransposedSteps & steps, TCopy && copy)
{
  const std::size_t axes = steps.stride.size();
  std::vector<std::vector<TapPlace>> places;
  std::vector<std::size_t> at(axes, 0);
  for (std::size_t axis = 0; axis < axes; ++axis)
  {
    places.push_back(
        PlacesOf(weight.size(static_cast<std::int64_t>(axis) + 2), steps.stride[axis], steps.padding[axis]));
  }
  const std::int64_t channels = weight.size(1);
  for (bool isLast = false; !isLast;)
  {
    std::int64_t phase = 0;
    at::Tensor source = weight;
    at::Tensor target = phases;
    for (std::size_t axis = 0; axis < axes; ++axis)
    {
      const TapPlace & place = places[axis][at[axis]];
      phase = phase * steps.stride[axis] + place.phase;
      source = source.select(2, place.kernelTap);
      target = target.select(2, place.tap);
    }
    copy(target.narrow(0, phase * channels, channels), source.t());
    std::size_t axis = axes;
    while (axis > 0 && ++at[axis - 1] == places[axis - 1].size())
    {
      at[--axis] = 0;
    }
    isLast = axis == 0;
  }
}

class PhaseWeightsFunction : public torch::autograd::Function<PhaseWeightsFunction>
{
public:
  static at::Tensor
  forward(torch::autograd::AutogradContext * context, const at::Tensor & weight,
          const std::vector<std::int64_t> & stride, const std::vector<std::int64_t> & padding)
  {
    context->saved_data["stride"] = stride;
    context->saved_data["padding"] = padding;
    context->saved_data["sizes"] = weight.sizes().vec();
    std::vector<std::int64_t> sizes = weight.sizes().vec();
    std::swap(sizes[0], sizes[1]);
    for (std::size_t axis = 0; axis < stride.size(); ++axis)
    {
      sizes[axis + 2] = StaysAsItIs(sizes[axis + 2], stride[axis], padding[axis]) ? 1 : 3;
      sizes[0] *= stride[axis];
    }
    const at::Tensor phases = at::empty(sizes, weight.options(), ChannelsLastFormat(weight)).zero_();
    ForEachTap(phases, weight, {stride, padding},
               [](at::Tensor target, const at::Tensor & source) { target.copy_(source); });
    return phases;
  }

  static torch::autograd::variable_list
  backward(torch::autograd::AutogradContext * context, const torch::autograd::variable_list & gradients)
  {
    const TransposedSteps steps{context->saved_data["stride"].toIntVector(),
                                context->saved_data["padding"].toIntVector()};
    const at::Tensor gradient =
        at::empty(context->saved_data["sizes"].toIntVector(), gradients[0].options(), ChannelsLastFormat(gradients[0]));
    ForEachTap(gradients[0], gradient, steps,
               [](const at::Tensor & phases, at::Tensor target) { target.copy_(phases); });
    return {gradient, {}, {}};
  }
};

} // namespace

bool
HasPhaseWeights(at::IntArrayRef kernel, const TransposedSteps & steps)
{
  bool reachesNoFurther = true;
  for (std::size_t axis = 0; axis < kernel.size(); ++axis)
  {
    const std::int64_t stride = steps.stride[axis];
    const std::int64_t padding = steps.padding[axis];
    reachesNoFurther = reachesNoFurther && (StaysAsItIs(kernel[axis], stride, padding) ||
                                            (padding <= stride && kernel[axis] - 1 - padding < 2 * stride));
  }
  return reachesNoFurther;
}

at::Tensor
PhaseWeights(const at::Tensor & weight, const TransposedSteps & steps)
{
  return PhaseWeightsFunction::apply(weight, steps.stride, steps.padding);
}

at::Tensor
PhasesInPlace(const at::Tensor & features, const TransposedSteps & steps)
{
  const auto axes = static_cast<std::int64_t>(steps.stride.size());
  std::vector<std::int64_t> divided{features.size(0)};
  std::vector<std::int64_t> joined{features.size(0)};
  divided.insert(divided.end(), features.sizes().begin() + 2, features.sizes().end());
  divided.insert(divided.end(), steps.stride.begin(), steps.stride.end());
  divided.push_back(-1);
  std::vector<std::int64_t> order{0};
  for (std::int64_t axis = 0; axis < axes; ++axis)
  {
    order.insert(order.end(), {1 + axis, 1 + axes + axis});
    joined.push_back(features.size(2 + axis) * steps.stride[static_cast<std::size_t>(axis)]);
  }
  order.push_back(1 + 2 * axes);
  joined.push_back(-1);
  return features.movedim(1, -1).reshape(divided).permute(order).reshape(joined).movedim(-1, 1);
}

} // namespace vox
