// SPDX-License-Identifier: Apache-2.0
#ifndef voxChartLegend_h
#define voxChartLegend_h

#include "voxCurveSvg.h"

#include <span>
#include <string>
#include <vector>

namespace vox
{

/** Names of the series of a chart that have one, in lines from left to right below its title. */
class ChartLegend
{
public:
  enum class Mark
  {
    Line,
    Dot
  };

  /** The series must outlive the legend. */
  ChartLegend(std::span<const CurveSeries> series, const CurveChartOptions & options);

  /** Pixels; 0 without names. */
  [[nodiscard]] double Height() const;
  [[nodiscard]] std::string Elements(Mark mark) const;

private:
  struct Place
  {
    double x = 0.0;
    int line = 0;
  };

  std::span<const CurveSeries> m_Series;
  double m_Top;
  std::vector<Place> m_Places;
};

/** Throws Error(Internal) where x and y of a series differ in length. */
void RequireSameLengths(std::span<const CurveSeries> series);

} // namespace vox

#endif
