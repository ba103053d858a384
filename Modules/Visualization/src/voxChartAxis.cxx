// SPDX-License-Identifier: Apache-2.0
#include "voxChartAxis.h"

#include "voxNiceSteps.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace vox
{

bool
Axis::CanShow(double value) const
{
  return std::isfinite(value) && (scale == AxisScale::Linear || value > 0.0);
}

double
Axis::PixelOf(double value) const
{
  const auto place = [this](double v) { return scale == AxisScale::Linear ? v : std::log10(v); };
  return lowPixel + (place(value) - place(low)) / (place(high) - place(low)) * (highPixel - lowPixel);
}

void
SetRange(Axis & axis, std::span<const CurveSeries> series, std::vector<double> CurveSeries::*coordinate)
{
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (const CurveSeries & curve : series)
  {
    for (const double value : curve.*coordinate)
    {
      if (axis.CanShow(value))
      {
        low = std::min(low, value);
        high = std::max(high, value);
      }
    }
  }
  const bool isLinear = axis.scale == AxisScale::Linear;
  if (low > high)
  {
    low = isLinear ? 0.0 : 1.0;
    high = isLinear ? 1.0 : 10.0;
  }
  if (isLinear && high - low <= 1e-9 * std::max(std::abs(low), std::abs(high)))
  {
    const double around = low == 0.0 ? 1.0 : 0.1 * std::abs(low);
    low -= around;
    high += around;
  }
  axis.low = low;
  axis.high = high;
}

void
SetTicks(Axis & x, Axis & y)
{
  const double width = x.highPixel - x.lowPixel;
  const double height = y.lowPixel - y.highPixel;
  x.ticks = LinearTicks(x.low, x.high, std::clamp(static_cast<int>(width / 90.0), 2, 10));
  std::erase_if(x.ticks, [&](double tick) {
    const double slack = 1e-9 * (x.high - x.low);
    return tick < x.low - slack || tick > x.high + slack;
  });
  y.ticks = y.scale == AxisScale::Linear ? LinearTicks(y.low, y.high, std::clamp(static_cast<int>(height / 50.0), 2, 8))
                                         : LogarithmicTicks(y.low, y.high);
  y.low = y.ticks.front();
  y.high = y.ticks.back();
}

} // namespace vox
