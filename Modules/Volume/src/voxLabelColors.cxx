// SPDX-License-Identifier: Apache-2.0
#include "voxLabelColors.h"

#include <algorithm>
#include <cmath>

namespace vox
{
namespace
{

constexpr std::array<Rgb, 12> ChosenColors{{{255, 122, 61},
                                            {74, 158, 255},
                                            {255, 212, 71},
                                            {108, 211, 120},
                                            {196, 120, 255},
                                            {62, 214, 214},
                                            {255, 105, 150},
                                            {176, 208, 70},
                                            {150, 140, 235},
                                            {230, 165, 110},
                                            {60, 170, 130},
                                            {235, 95, 95}}};

/** Hue 0 to 1 at this saturation and value. */
Rgb
FromHue(double hue, double saturation, double value)
{
  const auto channel = [&](double shift) {
    const double k = std::fmod(shift + hue * 6.0, 6.0);
    const double level = value * (1.0 - saturation * std::clamp(std::min(k, 4.0 - k), 0.0, 1.0));
    return static_cast<std::uint8_t>(std::lround(255.0 * level));
  };
  return {channel(5.0), channel(3.0), channel(1.0)};
}

} // namespace

Rgb
LabelColor(std::size_t position)
{
  if (position < ChosenColors.size())
  {
    return ChosenColors[position];
  }
  constexpr double GoldenRatio = 0.6180339887498949;
  const double hue = std::fmod(static_cast<double>(position) * GoldenRatio, 1.0);
  return FromHue(hue, position % 2 == 0 ? 0.55 : 0.75, position % 3 == 0 ? 0.8 : 0.95);
}

Rgb
Mixed(const Rgb & a, const Rgb & b, double part)
{
  Rgb result{};
  for (std::size_t i = 0; i < 3; ++i)
  {
    result[i] = static_cast<std::uint8_t>(std::lround(a[i] + (b[i] - a[i]) * std::clamp(part, 0.0, 1.0)));
  }
  return result;
}

} // namespace vox
