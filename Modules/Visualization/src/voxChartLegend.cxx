// SPDX-License-Identifier: Apache-2.0
#include "voxChartLegend.h"

#include "voxChartFrame.h"
#include "voxMarkup.h"

#include <algorithm>

namespace vox
{

ChartLegend::ChartLegend(std::span<const CurveSeries> series, const CurveChartOptions & options)
    : m_Series(series), m_Top(TitleHeight(options))
{
  const double right = static_cast<double>(options.widthPixels) - ChartRight;
  Place next{ChartLeft, 0};
  for (const CurveSeries & curve : series)
  {
    if (curve.name.empty())
    {
      m_Places.push_back({0.0, -1}); // not named
      continue;
    }
    const double width = 26.0 + GuessedWidth(curve.name);
    if (next.x > ChartLeft && next.x + width > right)
    {
      next = {ChartLeft, next.line + 1};
    }
    m_Places.push_back(next);
    next.x += width + 18.0;
  }
}

double
ChartLegend::Height() const
{
  int last = -1;
  for (const Place & place : m_Places)
  {
    last = std::max(last, place.line);
  }
  return 20.0 * (last + 1);
}

std::string
ChartLegend::Elements(Mark mark) const
{
  std::string svg;
  for (std::size_t i = 0; i < m_Series.size(); ++i)
  {
    if (m_Places[i].line < 0)
    {
      continue;
    }
    const std::size_t color = i % ChartColorCount;
    const double x = m_Places[i].x;
    const double baseline = m_Top + 22.0 + 20.0 * m_Places[i].line;
    svg += mark == Mark::Dot ? fmt::format("<circle class=\"d{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\"/>", color,
                                           x + 9.0, baseline - 4.0)
                             : fmt::format("<path class=\"s{}\"{} d=\"M{:.1f} {:.1f}h18\"/>", color,
                                           m_Series[i].dashed ? " stroke-dasharray=\"5 4\"" : "", x, baseline - 4.0);
    svg += fmt::format("<text class=\"t\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n", x + 24.0, baseline,
                       Escaped(m_Series[i].name));
  }
  return svg;
}

void
RequireSameLengths(std::span<const CurveSeries> series)
{
  for (const CurveSeries & curve : series)
  {
    if (curve.x.size() != curve.y.size())
    {
      Fail(ErrorKind::Internal, "curve '{}': found {} values of x and {} of y, expected as many", curve.name,
           curve.x.size(), curve.y.size());
    }
  }
}

} // namespace vox
