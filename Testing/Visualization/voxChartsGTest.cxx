// SPDX-License-Identifier: Apache-2.0
// Box plots and scatter charts: what they show stands at its place.
#include "voxBoxPlotSvg.h"
#include "voxScatterSvg.h"

#include <gmock/gmock.h>

#include <limits>
#include <regex>

namespace
{

using namespace vox;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/** The numbers that a pattern captures, match after match. */
std::vector<double>
Numbers(const std::string & svg, const std::string & pattern)
{
  std::vector<double> numbers;
  const std::regex expression(pattern);
  for (std::sregex_iterator i(svg.begin(), svg.end(), expression), end; i != end; ++i)
  {
    numbers.push_back(std::stod((*i)[1]));
  }
  return numbers;
}

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(BoxPlotSvg, QuartilesMedianAndWhiskersAreWhereTheyBelong)
{
  const std::vector<BoxSeries> boxes{{"a", {0.0, 1.0, 2.0, 3.0, 4.0, 20.0}}};
  const std::string svg = RenderBoxPlotSvg(boxes, {});
  const std::vector<double> dots = Numbers(svg, "cx=\"([0-9.]+)\"");
  ASSERT_EQ(dots.size(), 6U);
  const double perUnit = (dots[5] - dots[0]) / 20.0;
  const auto at = [&](double value) { return dots[0] + value * perUnit; };
  EXPECT_NEAR(Numbers(svg, "rect class=\"s0\" x=\"([0-9.]+)\"").at(0), at(1.25), 0.11);
  EXPECT_NEAR(Numbers(svg, "rect class=\"s0\"[^>]* width=\"([0-9.]+)\"").at(0), 2.5 * perUnit, 0.11);
  EXPECT_NEAR(Numbers(svg, "s0 m\" d=\"M([0-9.]+)").at(0), at(2.5), 0.11);
  // 20 lies beyond 1.5 times the distance of the quartiles: the whisker ends at 4.
  EXPECT_NEAR(Numbers(svg, "path class=\"s0\" d=\"M[0-9. ]+H[0-9.]+M[0-9. ]+H([0-9.]+)\"").at(0), at(4.0), 0.11);
}

TEST(BoxPlotSvg, WhatHasNoPlaceIsCounted)
{
  const std::vector<BoxSeries> boxes{{"a<b", {1.0, kInfinity, std::nullopt, std::nullopt}}, {"empty", {}}};
  const std::string svg = RenderBoxPlotSvg(boxes, {});
  EXPECT_THAT(svg, AllOf(HasSubstr("a&lt;b (1 inf) (2 n/a)"), HasSubstr(">empty<"), Not(HasSubstr("nan"))));
  EXPECT_EQ(Numbers(svg, "cx=\"([0-9.]+)\"").size(), 1U);
  EXPECT_THAT(RenderBoxPlotSvg({}, {}), HasSubstr("</svg>"));
}

TEST(ScatterSvg, PointsAndLevelsShareTheirAxes)
{
  const CurveSeries series{"", {1.0, 2.0, kInfinity}, {-1.0, 1.0, 0.0}};
  const std::vector<ScatterLevel> levels{{0.0, "bias 0", true}, {5.0, "far", false}};
  const std::string svg = RenderScatterSvg(std::span(&series, 1), levels, {});
  const std::vector<double> y = Numbers(svg, "cy=\"([0-9.]+)\"");
  ASSERT_EQ(y.size(), 2U); // no mark of a legend, and none for infinity
  const std::vector<double> lines = Numbers(svg, "<line class=\"a\"[^>]* y1=\"([0-9.]+)\"[^>]*/><text class=\"t\"");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_NEAR(lines[0], (y[0] + y[1]) / 2.0, 0.11);
  EXPECT_NEAR(lines[0] - lines[1], 5.0 * (y[0] - y[1]) / 2.0, 0.3);
  EXPECT_THAT(svg, HasSubstr("bias 0"));
}

} // namespace
