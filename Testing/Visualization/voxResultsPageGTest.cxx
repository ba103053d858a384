// SPDX-License-Identifier: Apache-2.0
#include "voxConfusionSvg.h"
#include "voxExpectError.h"
#include "voxResultsPage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace
{

using namespace vox;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

using Texts = std::vector<std::string>;

/** Names of the elements in the order in which they begin; what is not closed in order is a failure of the test. */
Texts
Elements(const std::string & html)
{
  const std::set<std::string> withoutEnd{"!DOCTYPE", "meta", "img"};
  Texts open;
  Texts all;
  for (std::size_t begin = html.find('<'); begin != std::string::npos; begin = html.find('<', begin + 1))
  {
    const std::size_t end = html.find('>', begin);
    EXPECT_NE(end, std::string::npos);
    EXPECT_EQ(html.find('<', begin + 1) < end, false) << html.substr(begin, 60);
    std::string name = html.substr(begin + 1, html.find_first_of(" >\n", begin) - begin - 1);
    if (name.front() == '/')
    {
      EXPECT_FALSE(open.empty()) << name;
      EXPECT_EQ(open.empty() ? "" : open.back(), name.substr(1));
      open.resize(open.empty() ? 0 : open.size() - 1);
      continue;
    }
    all.push_back(name);
    if (!withoutEnd.contains(name))
    {
      open.push_back(std::move(name));
    }
  }
  EXPECT_THAT(open, IsEmpty());
  return all;
}

/** What stands between `before` and the next `after`, at each place. */
Texts
Between(const std::string & text, const std::string & before, const std::string & after)
{
  Texts result;
  for (std::size_t at = text.find(before); at != std::string::npos; at = text.find(before, at + 1))
  {
    const std::size_t begin = at + before.size();
    result.push_back(text.substr(begin, text.find(after, begin) - begin));
  }
  return result;
}

/** RFC 4648, written apart from the code under test. */
std::string
Decoded(const std::string & base64)
{
  const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bits;
  for (const char c : base64.substr(0, base64.find('=')))
  {
    const std::size_t value = alphabet.find(c);
    EXPECT_NE(value, std::string::npos);
    for (int bit = 5; bit >= 0; --bit)
    {
      bits += ((value >> bit) & 1U) != 0 ? '1' : '0';
    }
  }
  std::string bytes;
  for (std::size_t i = 0; i + 8 <= bits.size(); i += 8)
  {
    bytes += static_cast<char>(std::stoi(bits.substr(i, 8), nullptr, 2));
  }
  EXPECT_EQ(base64.size() % 4, 0U);
  return bytes;
}

/** The beginning of a PNG of 300 x 200 pixels, and then as many bytes as asked for. */
std::string
Png(std::size_t more)
{
  std::string png("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\x2c\0\0\0\xc8", 24);
  for (std::size_t i = 0; i < more; ++i)
  {
    png += static_cast<char>(i * 37);
  }
  return png;
}

ResultsPage
PageOf(std::vector<PageElement> elements)
{
  return {"Retina", {}, {{"Results", "", std::move(elements)}}};
}

/** A page with some of everything. */
ResultsPage
FullPage()
{
  const Texts names{"a", "b"};
  const std::vector<std::int64_t> counts{3, 1, 0, 4};
  const PageTable table{"Dice of each case", {"case", "disc"}, {{"c1", "0.91"}, {"c2", "0.89 ± 0.01"}}};
  const PageDrawing drawing{RenderConfusionSvg(names, counts), "A confusion matrix of 2 classes", "Pixels"};
  const PagePicture picture{Png(5), "Two images with their labels", "Best and worst"};
  return {"Retina",
          {"2 cases", "U-Net"},
          {{"Summary", "First.\n\nSecond.", {table}},
           {"Confusion", "", {drawing, table}},
           {"Pictures", "", {picture, drawing}}}};
}

TEST(ResultsPage, IsOneWellFormedDocument)
{
  const std::string html = RenderResultsPage(FullPage());
  EXPECT_THAT(html, AllOf(StartsWith("<!DOCTYPE html>\n<html lang=\"en\">"), EndsWith("</html>\n")));
  const Texts elements = Elements(html);
  const auto count = [&](const char * name) { return std::count(elements.begin(), elements.end(), name); };
  for (const char * once : {"html", "head", "title", "body", "header", "nav", "main", "h1"})
  {
    EXPECT_EQ(count(once), 1) << once;
  }
  EXPECT_EQ(count("h2"), 3);
  EXPECT_EQ(count("section"), 3);
  EXPECT_EQ(count("table"), 2);
  EXPECT_EQ(count("img"), 3);
  EXPECT_EQ(count("figcaption"), 3);
  EXPECT_EQ(count("p"), 2);
}

TEST(ResultsPage, RunsNothingAndLoadsNothing)
{
  const std::string html = RenderResultsPage(FullPage());
  EXPECT_THAT(html, HasSubstr("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                              "img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">"));
  EXPECT_THAT(html, AllOf(Not(HasSubstr("<script")), Not(HasSubstr("http://")), Not(HasSubstr("https://")),
                          Not(HasSubstr("url(")), Not(HasSubstr("@import"))));
  for (const std::string & source : Between(html, "src=\"", "\""))
  {
    EXPECT_THAT(source, StartsWith("data:image/"));
  }
}

TEST(ResultsPage, KeepsTheOrderOfWhatItWasGiven)
{
  const std::string html = RenderResultsPage(FullPage());
  EXPECT_THAT(Between(html, "<h2 id=\"", "\""), ElementsAre("section-1", "section-2", "section-3"));
  EXPECT_THAT(Between(html, "<li><a href=\"#", "\""), ElementsAre("section-1", "section-2", "section-3"));
  EXPECT_THAT(Between(html, "<p>", "</p>"), ElementsAre("First.", "Second."));
  EXPECT_LT(html.find("data:image/png"), html.rfind("data:image/svg+xml"));
}

TEST(ResultsPage, HasNoContentsForFewSections)
{
  const std::string html = RenderResultsPage(PageOf({}));
  EXPECT_THAT(Elements(html), Not(::testing::Contains("nav")));
  EXPECT_THAT(html, Not(HasSubstr("<ul")));
}

TEST(ResultsPage, EscapesEveryText)
{
  const std::string evil = "\"><script>alert('x')</script>&";
  const std::string name = "&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;";
  const ResultsPage page{evil,
                         {evil},
                         {{evil,
                           evil,
                           {PageTable{evil, {evil, evil}, {{evil, evil}}}, PageDrawing{"<svg/>", evil, evil},
                            PagePicture{Png(0), evil, evil}}},
                          {evil, "", {PageTable{"", {evil}, {}}}},
                          {"x", "", {}}}};
  const std::string html = RenderResultsPage(page);
  EXPECT_THAT(html, AllOf(Not(HasSubstr("<script")), Not(HasSubstr("'x'")), Not(HasSubstr("\">&lt;"))));
  const std::size_t places = Between(html, name, "").size();
  // Title twice, fact, two headings each twice (contents), paragraph; caption of a table twice (its frame) and four
  // cells; two descriptions and captions; the header cell and the frame of the second table.
  EXPECT_EQ(places, 2U + 1U + 4U + 1U + 2U + 4U + 4U + 2U);
  Elements(html);
}

TEST(ResultsPage, ShowsBytesThatAreNoTextAsQuestionMarks)
{
  const std::string html = RenderResultsPage({"a\xc3\xa9 \xc3( \xed\xa0\x80 \xf0\x9f\xa7\xa0 \x01", {}, {}});
  EXPECT_THAT(html, HasSubstr("<h1>a\xc3\xa9 ?( ??? \xf0\x9f\xa7\xa0  </h1>"));
}

TEST(ResultsPage, EmbeddedPicturesDecodeToTheSameBytes)
{
  for (const std::size_t more : {0U, 1U, 2U, 300U})
  {
    const std::string html = RenderResultsPage(PageOf({PagePicture{Png(more), "alt", ""}}));
    const Texts sources = Between(html, "data:image/png;base64,", "\"");
    ASSERT_EQ(sources.size(), 1U);
    EXPECT_EQ(Decoded(sources.front()), Png(more));
    EXPECT_THAT(html, HasSubstr("\" width=\"300\" height=\"200\" alt=\"alt\">"));
    EXPECT_THAT(html, Not(HasSubstr("<figcaption")));
  }
}

TEST(ResultsPage, EmbedsDrawingsAsImagesOfTheirOwn)
{
  const std::string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"><style>text{fill:red}</style></svg>\n";
  const std::string html = RenderResultsPage(PageOf({PageDrawing{svg, "a & b", "Loss"}}));
  EXPECT_EQ(Decoded(Between(html, "data:image/svg+xml;base64,", "\"").at(0)), svg);
  EXPECT_THAT(html, AllOf(HasSubstr("alt=\"a &amp; b\""), HasSubstr("<figcaption>Loss</figcaption>")));
  EXPECT_THAT(Elements(html), Not(::testing::Contains("svg")));
}

TEST(ResultsPage, AlignsColumnsOfNumbersAtTheRight)
{
  const PageTable table{
      "",
      {"case", "Dice", "distance", "model", "empty", "time"},
      {{"1", "0.91", "-1.5 mm", "3d_fullres", "", "2,000 s"}, {"2", "nan", "0.89 ± 0.02", "2", "-", "<0.1 %"}}};
  const std::string html = RenderResultsPage(PageOf({table}));
  EXPECT_THAT(Between(html, "<th scope=\"col\" class=\"n\">", "<"), ElementsAre("case", "Dice", "distance", "time"));
  EXPECT_THAT(Between(html, "<td class=\"n\">", "<"),
              ElementsAre("0.91", "-1.5 mm", "2,000 s", "nan", "0.89 ± 0.02", "&lt;0.1 %"));
  EXPECT_THAT(Between(html, "<th scope=\"row\" class=\"n\">", "<"), ElementsAre("1", "2"));
  EXPECT_THAT(Between(html, "<td>", "<"), ElementsAre("3d_fullres", "", "2", "-"));
}

TEST(ResultsPage, FramesThatScrollCanBeReachedByKeyboardAndHaveAName)
{
  const PageTable named{"Cases", {"case"}, {}};
  const PageTable unnamed{"", {"case"}, {}};
  const std::string html = RenderResultsPage(PageOf({named, unnamed}));
  EXPECT_THAT(Between(html, "role=\"region\" aria-label=\"", "\" tabindex=\"0\""), ElementsAre("Cases", "Results"));
}

TEST(ResultsPage, RefusesWhatCannotBeShown)
{
  const auto render = [](PageElement element) { (void)RenderResultsPage(PageOf({std::move(element)})); };
  VOX_EXPECT_ERROR(render(PageTable{"Cases", {"a", "b"}, {{"1"}}}), ErrorKind::Internal,
                   "table 'Cases': found a row of 1 cells below a header of 2");
  VOX_EXPECT_ERROR(render(PageDrawing{"<html>", "", ""}), ErrorKind::Internal, "does not begin with <svg");
  VOX_EXPECT_ERROR(render(PagePicture{"GIF89a, and then some more bytes", "", ""}), ErrorKind::Internal,
                   "that are no PNG picture");
  VOX_EXPECT_ERROR((void)RenderResultsPage({"t", {}, {{"", "text", {}}}}), ErrorKind::Internal,
                   "page section 1: found no heading");
  VOX_EXPECT_ERROR((void)RenderResultsPage({"t", {}, {}, "\"><script>"}), ErrorKind::Internal, "found the language");
}

} // namespace
