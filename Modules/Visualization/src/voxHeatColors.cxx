// SPDX-License-Identifier: Apache-2.0
#include "voxHeatColors.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace vox
{
namespace
{

constexpr std::array<Rgb, 5> Nodes{{{24, 10, 58}, {106, 24, 110}, {196, 56, 82}, {246, 140, 36}, {255, 240, 150}}};
constexpr std::int64_t Steps = 256;

/** [Steps, 3], float. */
at::Tensor
ColorTable()
{
  at::Tensor table = at::empty({Steps, 3}, at::kFloat);
  auto values = table.accessor<float, 2>();
  for (std::int64_t step = 0; step < Steps; ++step)
  {
    const Rgb color = HeatColor(static_cast<double>(step) / static_cast<double>(Steps - 1));
    for (std::int64_t channel = 0; channel < 3; ++channel)
    {
      values[step][channel] = color[static_cast<std::size_t>(channel)];
    }
  }
  return table;
}

} // namespace

Rgb
HeatColor(double value)
{
  const double place = std::clamp(value, 0.0, 1.0) * static_cast<double>(Nodes.size() - 1);
  const auto below = std::min(static_cast<std::size_t>(place), Nodes.size() - 2);
  return Mixed(Nodes[below], Nodes[below + 1], place - static_cast<double>(below));
}

void
PaintHeat(at::Tensor & picture, const at::Tensor & heat, double opacity)
{
  const std::int64_t height = picture.size(1);
  const std::int64_t width = picture.size(2);
  const at::Tensor known = at::nan_to_num(heat.to(at::kFloat), 0.0, 0.0, 0.0).view({1, 1, heat.size(0), heat.size(1)});
  const at::Tensor shown = at::_upsample_bilinear2d_aa(known.contiguous(), {height, width}, false);
  const at::Tensor steps = (shown.clamp(0.0, 1.0) * (Steps - 1)).round().to(at::kLong).view({-1});
  const at::Tensor colors = ColorTable().index_select(0, steps).view({height, width, 3}).permute({2, 0, 1});
  picture += (colors - picture) * opacity;
}

} // namespace vox
