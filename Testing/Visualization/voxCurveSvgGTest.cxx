// SPDX-License-Identifier: Apache-2.0
#include "voxCurveSvg.h"
#include "voxExpectError.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <regex>
#include <sstream>

namespace
{

using namespace vox;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

CurveSeries
Series(std::string name, std::vector<double> y)
{
  CurveSeries series{std::move(name), {}, std::move(y)};
  for (std::size_t i = 0; i < series.y.size(); ++i)
  {
    series.x.push_back(static_cast<double>(i));
  }
  return series;
}

std::string
Rendered(const std::vector<CurveSeries> & series, const CurveChartOptions & options = {})
{
  return RenderCurvesSvg(series, options);
}

/** First capture of each match. */
std::vector<std::string>
Captures(const std::string & text, const std::string & pattern)
{
  const std::regex regex(pattern);
  std::vector<std::string> result;
  for (std::sregex_iterator i(text.begin(), text.end(), regex), end; i != end; ++i)
  {
    result.push_back((*i)[1]);
  }
  return result;
}

/** Data paths, without the samples of the legend. By hand: std::regex recurses once per character and would run out of
 * stack on a long path. */
std::vector<std::string>
Paths(const std::string & svg)
{
  std::vector<std::string> result;
  for (std::size_t begin = svg.find(" d=\"M"); begin != std::string::npos; begin = svg.find(" d=\"M", begin))
  {
    begin += 4;
    const std::string path = svg.substr(begin, svg.find('"', begin) - begin);
    if (path.find('L') != std::string::npos)
    {
      result.push_back(path);
    }
  }
  return result;
}

/** Points "x y" of a path. */
std::vector<std::pair<double, double>>
Points(std::string path)
{
  std::replace_if(
      path.begin(), path.end(), [](char c) { return c == 'M' || c == 'L'; }, ' ');
  std::istringstream stream(path);
  std::vector<std::pair<double, double>> result;
  for (double x = 0.0, y = 0.0; stream >> x >> y;)
  {
    result.emplace_back(x, y);
  }
  return result;
}

std::vector<std::string>
TickTexts(const std::string & svg, const std::string & anchor)
{
  return Captures(svg, "text-anchor=\"" + anchor + "\">([-0-9.e+]+)</text>");
}

TEST(CurvesSvg, IsOneClosedDocumentWithItsOwnStyle)
{
  const std::string svg = Rendered({Series("loss", {3, 2, 1})}, {.title = "Training"});
  EXPECT_THAT(svg, StartsWith("<svg xmlns=\"http://www.w3.org/2000/svg\""));
  EXPECT_THAT(svg, EndsWith("</svg>\n"));
  EXPECT_THAT(svg, AllOf(HasSubstr("<title>Training</title>"), HasSubstr("@media (prefers-color-scheme:dark)")));
  EXPECT_THAT(svg, AllOf(Not(HasSubstr("href")), Not(HasSubstr("url("))));
  EXPECT_EQ(Captures(svg, "(<text)").size(), Captures(svg, "(</text>)").size());
}

TEST(CurvesSvg, IsAPureFunction)
{
  const std::vector<CurveSeries> series{Series("a", {1, 5, 2}), Series("b", {3, 3, 9})};
  EXPECT_EQ(Rendered(series), Rendered(series));
}

TEST(CurvesSvg, DrawsOneLinePerSeriesAndNamesItInTheLegend)
{
  const std::string svg = Rendered({Series("training loss", {3, 2, 1}), Series("validation loss", {3, 2.5, 2})},
                                   {.title = "t", .xLabel = "epoch", .yLabel = "loss (1)"});
  EXPECT_EQ(Paths(svg).size(), 2U);
  for (const char * text : {">training loss<", ">validation loss<", ">epoch<", ">loss (1)<"})
  {
    EXPECT_THAT(svg, HasSubstr(text));
  }
}

TEST(CurvesSvg, SpansTheDataFromFrameToFrame)
{
  const auto points =
      Points(Paths(Rendered({Series("a", {0, 5, 10})}, {.widthPixels = 500, .heightPixels = 300})).at(0));
  ASSERT_EQ(points.size(), 3U);
  EXPECT_NEAR(points[0].first, 68.0, 0.1);
  EXPECT_NEAR(points[2].first, 480.0, 0.1);
  EXPECT_NEAR(points[1].first, (68.0 + 480.0) / 2.0, 0.1);
  // Larger values are higher up, which is a smaller y in SVG, and the middle is in the middle.
  EXPECT_GT(points[0].second, points[2].second);
  EXPECT_NEAR(points[1].second, (points[0].second + points[2].second) / 2.0, 0.1);
}

TEST(CurvesSvg, HasRoundTicks)
{
  const std::string svg = Rendered({Series("a", {0.07, 0.31, 0.88})}, {.heightPixels = 300});
  EXPECT_THAT(TickTexts(svg, "end"), ElementsAre("0", "0.5", "1"));
  EXPECT_THAT(TickTexts(svg, "middle"), ElementsAre("0", "0.5", "1", "1.5", "2"));
}

TEST(CurvesSvg, ALogarithmicAxisPlacesDecadesEvenly)
{
  const std::string svg = Rendered({Series("a", {1e-4, 1e-2, 1})}, {.yScale = AxisScale::Logarithmic});
  EXPECT_THAT(TickTexts(svg, "end"), ElementsAre("0.0001", "0.001", "0.01", "0.1", "1"));
  const auto points = Points(Paths(svg).at(0));
  EXPECT_NEAR(points[1].second, (points[0].second + points[2].second) / 2.0, 0.15);
}

TEST(CurvesSvg, ALogarithmicAxisOfFewDecadesHasTicksBetweenThem)
{
  const std::string svg = Rendered({Series("a", {1.5, 40})}, {.yScale = AxisScale::Logarithmic});
  EXPECT_THAT(TickTexts(svg, "end"), ElementsAre("1", "2", "5", "10", "20", "50", "100"));
}

TEST(CurvesSvg, ValuesThatCannotBeShownAreGaps)
{
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double inf = std::numeric_limits<double>::infinity();
  EXPECT_EQ(Paths(Rendered({Series("a", {1, 2, nan, 3, 4, inf, 5, 6})})).size(), 1U);
  const std::string path = Paths(Rendered({Series("a", {1, 2, nan, 3, 4, inf, 5, 6})})).at(0);
  EXPECT_EQ(std::count(path.begin(), path.end(), 'M'), 3);
  const std::string logarithmic =
      Paths(Rendered({Series("a", {1, 2, 0, 3, 4, -1, 5, 6})}, {.yScale = AxisScale::Logarithmic})).at(0);
  EXPECT_EQ(std::count(logarithmic.begin(), logarithmic.end(), 'M'), 3);
  EXPECT_THAT(Rendered({Series("a", {1, 2, nan, inf})}), AllOf(Not(HasSubstr("nan")), Not(HasSubstr("inf"))));
}

TEST(CurvesSvg, AValueAloneIsADot)
{
  EXPECT_THAT(Rendered({Series("a", {0.5})}), HasSubstr("<circle"));
  EXPECT_THAT(Rendered({Series("a", {1, std::nan(""), 2, 3})}), HasSubstr("<circle"));
}

TEST(CurvesSvg, WithoutDataStillHasAxes)
{
  EXPECT_THAT(TickTexts(Rendered({}), "end"), ElementsAre("0", "0.2", "0.4", "0.6", "0.8", "1"));
  EXPECT_THAT(TickTexts(Rendered({Series("a", {std::nan("")})}, {.yScale = AxisScale::Logarithmic}), "end"),
              ElementsAre("1", "2", "5", "10"));
}

TEST(CurvesSvg, AConstantSeriesIsALineInTheMiddleOfItsRange)
{
  for (const double value : {0.0, 3.0, -2.0, 1e12, 1e-12})
  {
    const std::string svg = Rendered({Series("a", {value, value, value})});
    const auto points = Points(Paths(svg).at(0));
    EXPECT_EQ(points.front().second, points.back().second);
    EXPECT_GT(points.front().second, 20.0);
    EXPECT_LT(points.front().second, 400.0);
    EXPECT_LE(TickTexts(svg, "end").size(), 12U);
  }
}

TEST(CurvesSvg, LongSeriesAreThinnedWithoutLosingTheirExtremes)
{
  std::vector<double> y(100'000);
  for (std::size_t i = 0; i < y.size(); ++i)
  {
    y[i] = std::sin(static_cast<double>(i) / 5000.0);
  }
  y[31'234] = 9.0;
  y[71'234] = -9.0;
  const auto points = Points(Paths(Rendered({Series("a", y)})).at(0));
  EXPECT_LT(points.size(), 4U * 760U);
  const auto [highest, lowest] = std::minmax_element(
      points.begin(), points.end(), [](const auto & a, const auto & b) { return a.second < b.second; });
  // The ticks -10 to 10 bound the frame, and 9 is at 95 % of it.
  EXPECT_NEAR((lowest->second - highest->second) / 0.9, 420.0 - 32.0 - 40.0, 1.0);
}

TEST(CurvesSvg, EscapesWhatXmlReserves)
{
  const std::string svg = Rendered({Series("a < b & \"c\"", {1, 2})}, {.title = "x>\ty"});
  EXPECT_THAT(svg, AllOf(HasSubstr("a &lt; b &amp; &quot;c&quot;"), HasSubstr("x&gt; y")));
}

TEST(CurvesSvg, DashesWhatAsksForIt)
{
  CurveSeries series = Series("a", {1, 2});
  EXPECT_THAT(Rendered({series}), Not(HasSubstr("stroke-dasharray")));
  series.dashed = true;
  EXPECT_EQ(Captures(Rendered({series}), "(stroke-dasharray)").size(), 2U); // the line and its legend
}

TEST(CurvesSvg, RefusesSeriesOfUnequalLengthAndUselessSizes)
{
  CurveSeries unequal = Series("loss", {1, 2, 3});
  unequal.x.pop_back();
  VOX_EXPECT_ERROR((void)Rendered({unequal}), ErrorKind::Internal, "curve 'loss': found 2 values of x and 3 of y");
  const CurveChartOptions narrow{.widthPixels = 20};
  VOX_EXPECT_ERROR((void)Rendered({}, narrow), ErrorKind::Usage, "width_pixels: found 20");
  const CurveChartOptions low{.heightPixels = 20};
  VOX_EXPECT_ERROR((void)Rendered({}, low), ErrorKind::Usage, "height_pixels: found 20");
}

} // namespace
