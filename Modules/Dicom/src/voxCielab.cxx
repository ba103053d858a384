// SPDX-License-Identifier: Apache-2.0
#include "voxCielab.h"

#include "voxImageGeometry.h"

#include <algorithm>
#include <cmath>

namespace vox
{
namespace
{

// Linear sRGB to XYZ under D50 (Bradford) and back, http://www.brucelindbloom.com (RGB/XYZ Matrices).
constexpr Matrix3 kXyzFromRgb{
    {{0.4360747, 0.3850649, 0.1430804}, {0.2225045, 0.7168786, 0.0606169}, {0.0139322, 0.0971045, 0.7141733}}};
constexpr Matrix3 kRgbFromXyz{
    {{3.1338561, -1.6168667, -0.4906146}, {-0.9787684, 1.9161415, 0.0334540}, {0.0719453, -0.2289914, 1.4052427}}};
constexpr Vector3 kWhite{0.96422, 1.0, 0.82521};
constexpr double kKnee = 6.0 / 29.0; // where the cube root becomes a line

Vector3
Times(const Matrix3 & matrix, const Vector3 & v)
{
  Vector3 result{};
  for (std::size_t i = 0; i < 3; ++i)
  {
    result[i] = matrix[i][0] * v[0] + matrix[i][1] * v[1] + matrix[i][2] * v[2];
  }
  return result;
}

double
Linear(std::uint8_t value)
{
  const double v = value / 255.0;
  return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
}

std::uint8_t
Gamma(double linear)
{
  const double v = std::clamp(linear, 0.0, 1.0);
  const double curved = v <= 0.0031308 ? 12.92 * v : 1.055 * std::pow(v, 1.0 / 2.4) - 0.055;
  return static_cast<std::uint8_t>(std::lround(curved * 255.0));
}

double
Root(double v)
{
  return v > kKnee * kKnee * kKnee ? std::cbrt(v) : v / (3.0 * kKnee * kKnee) + 4.0 / 29.0;
}

double
Unroot(double v)
{
  return v > kKnee ? v * v * v : 3.0 * kKnee * kKnee * (v - 4.0 / 29.0);
}

std::uint16_t
Scaled(double value, double lower, double upper)
{
  return static_cast<std::uint16_t>(std::lround(std::clamp((value - lower) / (upper - lower), 0.0, 1.0) * 65535.0));
}

} // namespace

Cielab
CielabFromRgb(const Rgb & color)
{
  const Vector3 xyz = Times(kXyzFromRgb, {Linear(color[0]), Linear(color[1]), Linear(color[2])});
  const double x = Root(xyz[0] / kWhite[0]);
  const double y = Root(xyz[1] / kWhite[1]);
  const double z = Root(xyz[2] / kWhite[2]);
  return {Scaled(116.0 * y - 16.0, 0.0, 100.0), Scaled(500.0 * (x - y), -128.0, 127.0),
          Scaled(200.0 * (y - z), -128.0, 127.0)};
}

Rgb
RgbFromCielab(const Cielab & color)
{
  const double y = (color[0] / 65535.0 * 100.0 + 16.0) / 116.0;
  const double x = y + (color[1] / 65535.0 * 255.0 - 128.0) / 500.0;
  const double z = y - (color[2] / 65535.0 * 255.0 - 128.0) / 200.0;
  const Vector3 rgb = Times(kRgbFromXyz, {Unroot(x) * kWhite[0], Unroot(y) * kWhite[1], Unroot(z) * kWhite[2]});
  return {Gamma(rgb[0]), Gamma(rgb[1]), Gamma(rgb[2])};
}

} // namespace vox
