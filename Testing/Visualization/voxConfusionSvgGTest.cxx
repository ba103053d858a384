// SPDX-License-Identifier: Apache-2.0
#include "voxConfusionSvg.h"
#include "voxExpectError.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

namespace
{

using namespace vox;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

using Names = std::vector<std::string>;
using Counts = std::vector<std::int64_t>;

std::string
Rendered(const Names & names, const Counts & counts, const ConfusionChartOptions & options = {})
{
  return RenderConfusionSvg(names, counts, options);
}

/** First capture of each match. */
Names
Captures(const std::string & text, const std::string & pattern)
{
  const std::regex regex(pattern);
  Names result;
  for (std::sregex_iterator i(text.begin(), text.end(), regex), end; i != end; ++i)
  {
    result.push_back((*i)[1]);
  }
  return result;
}

/** A number of each cell, row after row. */
std::vector<double>
OfCells(const std::string & svg, const std::string & attribute)
{
  std::vector<double> result;
  for (const std::string & cell : Captures(svg, "(<rect class=\"c\"[^>]*>)"))
  {
    result.push_back(std::stod(Captures(cell, " " + attribute + "=\"([^\"]*)\"").at(0)));
  }
  return result;
}

TEST(ConfusionSvg, IsOneClosedDocumentWithItsOwnStyle)
{
  const std::string svg = Rendered({"a", "b"}, {3, 1, 0, 4}, {.title = "Cells"});
  EXPECT_THAT(svg, StartsWith("<svg xmlns=\"http://www.w3.org/2000/svg\""));
  EXPECT_THAT(svg, EndsWith("</svg>\n"));
  EXPECT_THAT(svg, AllOf(HasSubstr("<title>Cells</title>"), HasSubstr("@media (prefers-color-scheme:dark)")));
  EXPECT_THAT(svg, AllOf(Not(HasSubstr("href")), Not(HasSubstr("url("))));
  EXPECT_EQ(Captures(svg, "(<text)").size(), Captures(svg, "(</text>)").size());
  EXPECT_EQ(Captures(svg, "(<g>)").size(), Captures(svg, "(</g>)").size());
}

TEST(ConfusionSvg, ShadesEachCellByItsShareOfTheRow)
{
  const std::string svg = Rendered({"a", "b"}, {3, 1, 0, 4});
  EXPECT_THAT(OfCells(svg, "fill-opacity"), ElementsAre(0.75, 0.25, 0.0, 1.0));
  EXPECT_THAT(Captures(svg, ">([0-9.]+ %)</text>"), ElementsAre("75.0 %", "25.0 %", "0 %", "100 %"));
  EXPECT_THAT(Captures(svg, "class=\"t n\"[^>]*>([^<]*)<"), ElementsAre("3", "1", "4"));
}

TEST(ConfusionSvg, HasTheReferenceInRowsAndThePredictionInColumns)
{
  const std::string svg = Rendered({"cat", "dog"}, {7, 5, 0, 1});
  EXPECT_THAT(svg, HasSubstr("<title>reference cat, prediction dog: 5 of 12 (41.7 %)</title>"));
  const std::vector<double> x = OfCells(svg, "x");
  const std::vector<double> y = OfCells(svg, "y");
  EXPECT_EQ(x[1] - x[0], 64.0);
  EXPECT_EQ(y[1], y[0]);
  EXPECT_EQ(x[2], x[0]);
  EXPECT_EQ(y[2] - y[0], 64.0);
}

TEST(ConfusionSvg, DoesNotRoundToNothingOrToEverything)
{
  const std::string svg = Rendered({"a", "b"}, {9'999'999, 1, 0, 12'345'678'901});
  EXPECT_THAT(svg, AllOf(HasSubstr(">&gt;99.9 %<"), HasSubstr(">&lt;0.1 %<"), HasSubstr(">100 %<")));
  EXPECT_THAT(svg, AllOf(HasSubstr(">9\u2009999\u2009999<"), HasSubstr(">12.3 G<")));
}

TEST(ConfusionSvg, ARowWithoutReferenceHasDashes)
{
  const std::string svg = Rendered({"a", "b"}, {0, 0, 1, 1});
  EXPECT_THAT(OfCells(svg, "fill-opacity"), ElementsAre(0.0, 0.0, 0.5, 0.5));
  EXPECT_EQ(Captures(svg, "(>–</text>)").size(), 2U);
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
}

TEST(ConfusionSvg, SmallCellsHaveNoNumbersButTitles)
{
  const std::string svg = Rendered({"a", "b"}, {3, 1, 0, 4}, {.cellPixels = 20});
  EXPECT_THAT(svg, AllOf(Not(HasSubstr("%</text>")), HasSubstr("3 of 4 (75.0 %)</title>")));
}

TEST(ConfusionSvg, SlantsNamesThatAreWiderThanACellAndCutsLongOnes)
{
  EXPECT_THAT(Rendered({"a", "b"}, {1, 0, 0, 1}), Not(HasSubstr("rotate(-45)")));
  const std::string name = "left superior vestibular nucleus";
  const std::string svg = Rendered({name, "b"}, {1, 0, 0, 1});
  EXPECT_THAT(svg, AllOf(HasSubstr("rotate(-45)"), HasSubstr(">left superior vestibula…<"), HasSubstr(name + ",")));
}

TEST(ConfusionSvg, AllOfItLiesWithinThePicture)
{
  for (const std::int64_t cell : {8, 64, 256})
  {
    const std::string svg = Rendered({"kidney", "a tumor of the kidney", "c"}, Counts(9, 1), {.cellPixels = cell});
    const double width = std::stod(Captures(svg, "<svg[^>]* width=\"([0-9]+)\"").at(0));
    const double height = std::stod(Captures(svg, "<svg[^>]* height=\"([0-9]+)\"").at(0));
    EXPECT_LT(OfCells(svg, "x").back() + static_cast<double>(cell), width);
    EXPECT_LT(OfCells(svg, "y").back() + static_cast<double>(cell), height);
  }
}

TEST(ConfusionSvg, EscapesNames)
{
  const std::string svg = Rendered({"<b>'x'", "a\xff\"z"}, {1, 0, 0, 1}, {.title = "p & q"});
  EXPECT_THAT(svg, AllOf(HasSubstr("&lt;b&gt;&#39;x&#39;"), HasSubstr("a?&quot;z"), HasSubstr("p &amp; q")));
}

TEST(ConfusionSvg, RefusesWhatIsNoMatrix)
{
  VOX_EXPECT_ERROR((void)Rendered({}, {}), ErrorKind::Usage, "found 0 classes, expected 1 to 256");
  VOX_EXPECT_ERROR((void)Rendered({"a", "b"}, {1, 2, 3}), ErrorKind::Internal, "found 3 counts for 2 classes");
  VOX_EXPECT_ERROR((void)Rendered({"a"}, {-1}), ErrorKind::Internal, "found a count of -1");
  const ConfusionChartOptions tiny{.cellPixels = 2};
  VOX_EXPECT_ERROR((void)Rendered({"a"}, {1}, tiny), ErrorKind::Usage, "cell_pixels: found 2");
}

} // namespace
