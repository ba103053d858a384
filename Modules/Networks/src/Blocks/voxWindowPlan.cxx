// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxWindowPlan.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace vox
{
namespace
{

/** One axis of the grid. */
struct Axis
{
  std::int64_t window = 1;
  std::int64_t shift = 0;
  std::int64_t windows = 1;
};

Axis
AxisOf(std::int64_t size, std::int64_t windowSize, bool shifted)
{
  if (size <= windowSize)
  {
    return {.window = size};
  }
  return {.window = windowSize, .shift = shifted ? windowSize / 2 : 0, .windows = (size + windowSize - 1) / windowSize};
}

/** Numbers of the tokens [N, windows of z, y, x ..., tokens of a window], -1 for padding. */
at::Tensor
TokenNumbers(std::int64_t samples, at::IntArrayRef gridSize, const std::vector<Axis> & axes)
{
  std::vector<std::int64_t> sizes{samples};
  sizes.insert(sizes.end(), gridSize.begin(), gridSize.end());
  at::Tensor numbers = at::arange(samples * c10::multiply_integers(gridSize), at::kLong).view(sizes);
  std::vector<std::int64_t> order{0};
  std::vector<std::int64_t> within;
  for (std::size_t axis = 0; axis < axes.size(); ++axis)
  {
    const auto [window, shift, windows] = axes[axis];
    const auto place = static_cast<std::int64_t>(2 * axis + 1);
    std::vector<std::int64_t> padding(static_cast<std::size_t>(2 * (numbers.dim() - place)), 0);
    padding.back() = window * windows - gridSize[axis];
    numbers = at::constant_pad_nd(numbers, padding, -1).roll(-shift, place).unflatten(place, {windows, window});
    order.push_back(place);
    within.push_back(place + 1);
  }
  order.insert(order.end(), within.begin(), within.end());
  return numbers.permute(order).flatten(static_cast<std::int64_t>(axes.size()) + 1);
}

/** Which of the rolled parts each token of a window is in, where the axes with a set bit are at their last window. */
at::Tensor
Parts(const std::vector<Axis> & axes, std::size_t last)
{
  at::Tensor parts = at::zeros({1}, at::kLong);
  for (std::size_t axis = 0; axis < axes.size(); ++axis)
  {
    at::Tensor along = at::zeros({axes[axis].window}, at::kLong);
    if ((last >> axis) % 2 == 1)
    {
      along.slice(0, axes[axis].window - axes[axis].shift).fill_(1);
    }
    parts = (2 * parts.unsqueeze(1) + along).flatten();
  }
  return parts;
}

RowOrder
Inverse(const RowOrder & order)
{
  return {order.back, order.there};
}

} // namespace

WindowPlan
PlanWindows(std::int64_t samples, at::IntArrayRef gridSize, std::int64_t windowSize, bool shifted)
{
  std::vector<Axis> axes;
  std::size_t rolled = 0; // a bit for each rolled axis
  for (std::size_t axis = 0; axis < gridSize.size(); ++axis)
  {
    axes.push_back(AxisOf(gridSize[axis], windowSize, shifted));
    rolled |= axes.back().shift > 0 ? std::size_t{1} << axis : 0;
  }
  const at::Tensor numbers = TokenNumbers(samples, gridSize, axes);
  WindowPlan plan;
  plan.tokens = numbers.size(-1);
  std::vector<at::Tensor> order;
  for (std::size_t last = 0; last < std::size_t{1} << axes.size(); ++last)
  {
    if ((last & ~rolled) != 0)
    {
      continue;
    }
    at::Tensor group = numbers;
    for (std::size_t axis = 0; axis < axes.size(); ++axis)
    {
      if ((rolled >> axis) % 2 == 1)
      {
        const auto place = static_cast<std::int64_t>(axis) + 1;
        const std::int64_t end = axes[axis].windows - 1;
        group = (last >> axis) % 2 == 1 ? group.slice(place, end) : group.slice(place, 0, end);
      }
    }
    order.push_back(group.flatten());
    plan.groups.push_back({group.numel() / plan.tokens, {}});
    if (last != 0)
    {
      const at::Tensor parts = Parts(axes, last);
      plan.groups.back().mask = parts.unsqueeze(0).ne(parts.unsqueeze(1)).to(at::kFloat).mul_(-100.0);
    }
  }
  plan.intoWindows.there = at::cat(order);
  const at::Tensor places = at::nonzero(plan.intoWindows.there >= 0).flatten();
  plan.intoWindows.back = at::empty_like(places);
  plan.intoWindows.back.index_put_({plan.intoWindows.there.index_select(0, places)}, places);
  plan.ontoGrid = Inverse(plan.intoWindows);
  return plan;
}

} // namespace vox
