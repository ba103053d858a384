// SPDX-License-Identifier: Apache-2.0
#ifndef voxChartAxis_h
#define voxChartAxis_h

#include "voxCurveSvg.h"

#include <span>
#include <vector>

namespace vox
{

/** An axis of a chart: the values it spans, its ticks, and its place in pixels. */
struct Axis
{
  AxisScale scale = AxisScale::Linear;
  std::vector<double> ticks;
  double low = 0.0;
  double high = 1.0;
  double lowPixel = 0.0;
  double highPixel = 1.0;

  [[nodiscard]] bool CanShow(double value) const;
  [[nodiscard]] double PixelOf(double value) const;
};

/** Spans the values of a coordinate of all series that the axis can show; a range around them where they are all the
 * same, and 0 to 1 (1 to 10 on a logarithmic axis) where there are none. */
void SetRange(Axis & axis, std::span<const CurveSeries> series, std::vector<double> CurveSeries::*coordinate);

/** Gives both axes round ticks. The vertical one is widened to its outer ticks; the horizontal one keeps its range, so
 * that curves end where the frame ends. */
void SetTicks(Axis & x, Axis & y);

} // namespace vox

#endif
