// SPDX-License-Identifier: Apache-2.0
#include "Nets/voxWeightDraw.h"

#include "voxRandom.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace vox
{
namespace
{

double
TruncatedNormal(Random & random)
{
  double value = random.Normal();
  while (std::abs(value) > 2.0)
  {
    value = random.Normal();
  }
  return value;
}

} // namespace

WeightDraw
DrawAsTorch(std::string_view name, std::int64_t fanIn)
{
  if (fanIn == 0)
  {
    return {WeightDraw::Kind::Constant, name.ends_with("weight") ? 1.0 : 0.0};
  }
  return {WeightDraw::Kind::Uniform, 1.0 / std::sqrt(static_cast<double>(fanIn))};
}

WeightDraw
DrawKaimingNormal(std::int64_t fanIn, double negativeSlope)
{
  const double gainSquared = 2.0 / (1.0 + negativeSlope * negativeSlope);
  return {WeightDraw::Kind::Normal, std::sqrt(gainSquared / static_cast<double>(fanIn))};
}

WeightDraw
DrawTransformer(std::string_view name, const at::Tensor & weight)
{
  if (weight.dim() > 1)
  {
    return {WeightDraw::Kind::TruncatedNormal, 0.02};
  }
  return {WeightDraw::Kind::Constant, name.ends_with("weight") ? 1.0 : 0.0};
}

void
FillWeight(const at::Tensor & weight, const WeightDraw & draw, std::uint64_t seed, std::uint64_t index)
{
  const std::span<float> values(weight.data_ptr<float>(), static_cast<std::size_t>(weight.numel()));
  Random random(seed, {index});
  switch (draw.kind)
  {
  case WeightDraw::Kind::Constant:
    std::ranges::fill(values, static_cast<float>(draw.value));
    return;
  case WeightDraw::Kind::Normal:
    random.FillNormal(values, draw.value);
    return;
  case WeightDraw::Kind::Uniform:
    std::ranges::generate(values, [&] { return static_cast<float>(random.Uniform(-draw.value, draw.value)); });
    return;
  case WeightDraw::Kind::TruncatedNormal:
    std::ranges::generate(values, [&] { return static_cast<float>(draw.value * TruncatedNormal(random)); });
  }
}

} // namespace vox
