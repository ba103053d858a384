// SPDX-License-Identifier: Apache-2.0
#include "voxSlicePicture.h"

#include <ATen/ATen.h>

#include <set>
#include <utility>
#include <vector>

namespace vox
{
namespace
{

/** Absolute value of the gradient of [n, h, w], by central differences. */
at::Tensor
GradientMagnitude(const at::Tensor & maps)
{
  const at::Tensor padded = at::replication_pad2d(maps.unsqueeze(0), {1, 1, 1, 1}).squeeze(0);
  const std::int64_t h = maps.size(1);
  const std::int64_t w = maps.size(2);
  const at::Tensor dy = (padded.slice(1, 2, h + 2) - padded.slice(1, 0, h)).slice(2, 1, w + 1);
  const at::Tensor dx = (padded.slice(2, 2, w + 2) - padded.slice(2, 0, w)).slice(1, 1, h + 1);
  return (dy.square() + dx.square()).sqrt() / 2.0;
}

/** The different values, ascending. */
std::vector<std::int64_t>
ValuesIn(const at::Tensor & labels)
{
  const at::Tensor whole = labels.contiguous();
  const std::int32_t * values = whole.const_data_ptr<std::int32_t>();
  std::set<std::int64_t> found{values[0]};
  for (std::int64_t i = 1; i < whole.numel(); ++i)
  {
    if (values[i] != values[i - 1])
    {
      found.insert(values[i]);
    }
  }
  return {found.begin(), found.end()};
}

void
Blend(at::Tensor & picture, const Rgb & color, const at::Tensor & opacity)
{
  const at::Tensor target =
      at::tensor({static_cast<float>(color[0]), static_cast<float>(color[1]), static_cast<float>(color[2])});
  picture += (target.view({3, 1, 1}) - picture) * opacity;
}

/** Opacity of a line of this width along distance 0, with soft edges. */
at::Tensor
LineOpacity(const at::Tensor & distance, double widthPixels)
{
  return (widthPixels / 2.0 + 0.5 - distance.abs()).clamp(0.0, 1.0);
}

} // namespace

LabelEdges
EdgesOfLabels(const at::Tensor & labels, std::int64_t height, std::int64_t width)
{
  const std::vector<std::int64_t> present = ValuesIn(labels);
  if (present.size() == 1)
  {
    // Nothing but background, or a label without an edge in this slice.
    const std::int64_t value = present.front();
    return {value == 0 ? std::vector<std::int64_t>{} : std::vector<std::int64_t>{value},
            at::full({value == 0 ? 0 : 1, height, width}, 1e3, at::kFloat)};
  }
  const at::Tensor masks = labels.unsqueeze(0).eq(at::tensor(present).view({-1, 1, 1})).to(at::kFloat);
  // The share of each label is blown up and compared with the largest of the others.
  const at::Tensor shares = at::_upsample_bilinear2d_aa(masks.unsqueeze(0), {height, width}, false).squeeze(0);
  const at::Tensor highest = std::get<0>(shares.topk(2, 0));
  const at::Tensor others = at::where(shares.eq(highest[0]), highest[1], highest[0]);
  const at::Tensor lead = shares - others;
  const at::Tensor distances = lead / GradientMagnitude(lead).clamp_min(1e-3);

  LabelEdges result;
  std::vector<at::Tensor> ofForeground;
  for (std::size_t i = 0; i < present.size(); ++i)
  {
    if (present[i] != 0)
    {
      result.values.push_back(present[i]);
      ofForeground.push_back(distances[static_cast<std::int64_t>(i)]);
    }
  }
  result.distances = at::stack(ofForeground);
  return result;
}

at::Tensor
PictureOfSlice(const at::Tensor & intensities, std::int64_t height, std::int64_t width)
{
  const at::Tensor resized = at::_upsample_bicubic2d_aa(intensities.unsqueeze(0).contiguous(), {height, width}, false);
  return (resized.squeeze(0).clamp(0.0, 1.0) * 255.0).expand({3, height, width}).clone();
}

void
PaintLabels(at::Tensor & picture, const LabelEdges & edges, const LabelColors & colors, double opacity)
{
  for (std::size_t i = 0; i < edges.values.size(); ++i)
  {
    const at::Tensor distance = edges.distances[static_cast<std::int64_t>(i)];
    Blend(picture, colors(edges.values[i]), (distance + 0.5).clamp(0.0, 1.0) * opacity);
  }
}

void
PaintOutlines(at::Tensor & picture, const LabelEdges & edges, const LabelColors & colors, double whiteness)
{
  constexpr double WidthPixels = 1.8;
  constexpr Rgb White{255, 255, 255};
  for (std::size_t i = 0; i < edges.values.size(); ++i)
  {
    // Drawn just inside, so that the lines of two labels that touch lie side by side.
    const at::Tensor distance = edges.distances[static_cast<std::int64_t>(i)] - WidthPixels / 2.0;
    Blend(picture, Mixed(colors(edges.values[i]), White, whiteness), LineOpacity(distance, WidthPixels));
  }
}

} // namespace vox
