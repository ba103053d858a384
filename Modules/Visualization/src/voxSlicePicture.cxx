// SPDX-License-Identifier: Apache-2.0
#include "voxSlicePicture.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>
#include <vector>

namespace vox
{
namespace
{

/** How far the share [n, h, w] of each label is above the largest of the others, pixel by pixel. */
at::Tensor
LeadOf(const at::Tensor & shares)
{
  const std::int64_t count = shares.size(0);
  const std::int64_t pixels = shares.size(1) * shares.size(2);
  at::Tensor lead = shares.clone(at::MemoryFormat::Contiguous);
  float * values = lead.mutable_data_ptr<float>();
  std::vector<float> highest(values, values + pixels);
  std::vector<float> second(static_cast<std::size_t>(pixels), -1.0F); // shares are 0 and more
  for (std::int64_t i = 1; i < count; ++i)
  {
    const float * share = values + i * pixels;
    for (std::int64_t p = 0; p < pixels; ++p)
    {
      const auto at = static_cast<std::size_t>(p);
      second[at] = std::max(second[at], std::min(highest[at], share[p]));
      highest[at] = std::max(highest[at], share[p]);
    }
  }
  for (std::int64_t i = 0; i < count; ++i)
  {
    float * share = values + i * pixels;
    for (std::int64_t p = 0; p < pixels; ++p)
    {
      const auto at = static_cast<std::size_t>(p);
      share[p] -= share[p] == highest[at] ? second[at] : highest[at];
    }
  }
  return lead;
}

/** A map [h, w] divided by the absolute value of its gradient, by central differences: the distance from where it is
 * zero, in pixels. */
void
DivideByGradient(const float * map, std::int64_t height, std::int64_t width, float * distance)
{
  constexpr float Least = 1e-3F;
  for (std::int64_t y = 0; y < height; ++y)
  {
    const float * above = map + std::max<std::int64_t>(0, y - 1) * width;
    const float * below = map + std::min(height - 1, y + 1) * width;
    const float * row = map + y * width;
    const auto divided = [&](std::int64_t x, std::int64_t left, std::int64_t right) {
      const float dy = below[x] - above[x];
      const float dx = row[right] - row[left];
      return row[x] / std::max(Least, std::sqrt(dy * dy + dx * dx) / 2.0F);
    };
    float * out = distance + y * width;
    out[0] = divided(0, 0, std::min<std::int64_t>(1, width - 1));
    for (std::int64_t x = 1; x + 1 < width; ++x)
    {
      out[x] = divided(x, x - 1, x + 1);
    }
    out[width - 1] = divided(width - 1, std::max<std::int64_t>(0, width - 2), width - 1);
  }
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

/** Covers the picture [3, h, w] with a color by `opacityOf(distance)` of each pixel, 0 to 1. */
template <typename TOpacity>
void
Blend(at::Tensor & picture, const Rgb & color, const at::Tensor & distances, const TOpacity & opacityOf)
{
  const at::Tensor whole = distances.contiguous();
  const float * distance = whole.const_data_ptr<float>();
  const std::int64_t pixels = whole.numel();
  for (std::int64_t channel = 0; channel < 3; ++channel)
  {
    float * values = picture.mutable_data_ptr<float>() + channel * pixels;
    const auto target = static_cast<float>(color[static_cast<std::size_t>(channel)]);
    for (std::int64_t p = 0; p < pixels; ++p)
    {
      values[p] += (target - values[p]) * opacityOf(distance[p]);
    }
  }
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
  const at::Tensor lead = LeadOf(shares);
  LabelEdges result;
  const std::int64_t background = std::ranges::count(present, 0);
  result.distances = at::empty({static_cast<std::int64_t>(present.size()) - background, height, width}, at::kFloat);
  for (std::size_t i = 0; i < present.size(); ++i)
  {
    if (present[i] != 0)
    {
      const auto place = static_cast<std::int64_t>(result.values.size());
      DivideByGradient(lead.const_data_ptr<float>() + static_cast<std::int64_t>(i) * height * width, height, width,
                       result.distances.mutable_data_ptr<float>() + place * height * width);
      result.values.push_back(present[i]);
    }
  }
  return result;
}

at::Tensor
PictureOfSlice(const at::Tensor & intensities, std::int64_t height, std::int64_t width)
{
  const at::Tensor resized = at::_upsample_bicubic2d_aa(intensities.unsqueeze(0).contiguous(), {height, width}, false);
  return (resized.squeeze(0).clamp(0.0, 1.0) * 255.0).expand({3, height, width}).clone(at::MemoryFormat::Contiguous);
}

void
PaintLabels(at::Tensor & picture, const LabelEdges & edges, const LabelColors & colors, double opacity)
{
  const auto most = static_cast<float>(opacity);
  for (std::size_t i = 0; i < edges.values.size(); ++i)
  {
    Blend(picture, colors(edges.values[i]), edges.distances[static_cast<std::int64_t>(i)],
          [=](float distance) { return std::clamp(distance + 0.5F, 0.0F, 1.0F) * most; });
  }
}

void
PaintOutlines(at::Tensor & picture, const LabelEdges & edges, const LabelColors & colors, double whiteness)
{
  constexpr float WidthPixels = 1.8F;
  constexpr Rgb White{255, 255, 255};
  for (std::size_t i = 0; i < edges.values.size(); ++i)
  {
    // Drawn just inside, so that the lines of two labels that touch lie side by side; with soft edges.
    Blend(picture, Mixed(colors(edges.values[i]), White, whiteness), edges.distances[static_cast<std::int64_t>(i)],
          [=](float distance) {
            return std::clamp(WidthPixels / 2.0F + 0.5F - std::abs(distance - WidthPixels / 2.0F), 0.0F, 1.0F);
          });
  }
}

} // namespace vox
