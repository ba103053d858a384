// SPDX-License-Identifier: Apache-2.0
#include "voxMosaicPixels.h"
#include "voxReadVolume.h"
#include "voxReportPages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace
{

using namespace vox;
using namespace vox::testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

PageTable
Cases()
{
  PageTable table;
  table.caption = "Cases";
  table.header = {"Case", "Dice", "Volume in ml"};
  table.rows = {{"b", "0.91", "12.5"}, {"a10", "-", "3.25"}, {"a9", "0.875", "1234"}, {"c", "0.5", ""}};
  table.sortable = true;
  return table;
}

std::vector<std::string>
FirstColumn()
{
  return Chromium::Shared().Evaluate("Array.from(document.querySelectorAll('tbody th')).map(e => e.textContent)");
}

/** What aria-sort says of a column; null where it is not sorted by. */
Json
SortOf(int column)
{
  return Chromium::Shared().Evaluate("document.querySelectorAll('thead th')[" + std::to_string(column) +
                                     "].getAttribute('aria-sort')");
}

/** The lowest contrast of a text with what lies behind it (WCAG 2, 1.4.3), and that text. */
Json
LowestContrast()
{
  return Chromium::Shared().Evaluate(R"js((() => {
    const rgb = (text) => (text.match(/[\d.]+/g) || []).map(Number);
    const light = (c) => c.slice(0, 3).map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
      .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
    const behind = (e) => {
      for (; e; e = e.parentElement) {
        const c = rgb(getComputedStyle(e).backgroundColor);
        if (c.length === 3 || c[3] > 0) { return c; }
      }
      return [255, 255, 255];
    };
    let lowest = [21, ""];
    for (const e of document.body.querySelectorAll("*")) {
      const own = Array.from(e.childNodes).some((n) => n.nodeType === 3 && n.textContent.trim());
      if (!own || e.closest("script, template, .skip") || !e.offsetHeight) { continue; }
      const [a, b] = [light(rgb(getComputedStyle(e).color)), light(behind(e))].sort((x, y) => y - x);
      const contrast = (a + 0.05) / (b + 0.05);
      if (contrast < lowest[0]) { lowest = [contrast, e.outerHTML.slice(0, 200)]; }
    }
    return lowest;
  })())js");
}

/** A table, a notice and a viewer with two maps. */
std::vector<PageElement>
Everything()
{
  static const Volume labels = TwoLabels();
  const std::array<SliceViewerMap, 2> maps{{{&labels, "prediction"}, {&labels, "reference"}}};
  return {PageNotice{"Two cases have no reference."}, Cases(), SliceViewer(BrightCorner(), maps, TwoStructures())};
}

class ReportInBrowser : public ::testing::Test
{
protected:
  void
  SetUp() override
  {
    VOX_REQUIRE_CHROMIUM();
  }
  void
  TearDown() override
  {
    if (Chromium::IsInstalled())
    {
      Chromium::Shared().Resize(1280, 900);
      Chromium::Shared().Emulate("light");
    }
  }
};

TEST_F(ReportInBrowser, TablesSortByAPressOnTheHeading)
{
  const OpenedPage page({Cases()});
  Chromium & browser = Chromium::Shared();
  EXPECT_THAT(FirstColumn(), ElementsAre("b", "a10", "a9", "c"));
  EXPECT_TRUE(SortOf(1).is_null());
  browser.Click("thead th:nth-child(2) button");
  EXPECT_THAT(FirstColumn(), ElementsAre("c", "a9", "b", "a10"));
  EXPECT_EQ(SortOf(1), "ascending");
  browser.Click("thead th:nth-child(2) button");
  EXPECT_THAT(FirstColumn(), ElementsAre("b", "a9", "c", "a10")); // what is missing stays last
  EXPECT_EQ(SortOf(1), "descending");
  browser.Click("thead th:nth-child(3) button");
  EXPECT_THAT(FirstColumn(), ElementsAre("a10", "b", "a9", "c")); // by size, not by digits
  EXPECT_TRUE(SortOf(1).is_null());
  EXPECT_THAT(browser.Messages(), IsEmpty());
}

TEST_F(ReportInBrowser, TablesSortByKeyboard)
{
  const OpenedPage page({Cases()});
  Chromium & browser = Chromium::Shared();
  browser.Evaluate("document.querySelector('.scroll').focus()");
  browser.Press("Tab");
  browser.Press("Enter");
  EXPECT_THAT(FirstColumn(), ElementsAre("a9", "a10", "b", "c")); // names with numbers as people count
  browser.Press("Tab");
  browser.Press("Space");
  EXPECT_EQ(SortOf(1), "ascending");
  EXPECT_EQ(browser.Evaluate("getComputedStyle(document.activeElement).outlineStyle"), "solid");
}

TEST_F(ReportInBrowser, TextsDoNoHarm)
{
  const std::string harm = "<script>window.harmed = 1</script><img src=x onerror='window.harmed = 1'>\"'";
  ResultsPage page;
  page.title = harm;
  page.facts = {harm};
  PageTable table{harm, {harm, harm}, {{harm, harm}, {harm, "1"}}, true};
  page.sections.push_back({harm, harm, {table, PageNotice{harm}}});
  const OpenedPage opened(page);
  Chromium & browser = Chromium::Shared();
  browser.Click("thead th button");
  EXPECT_EQ(browser.Evaluate("typeof window.harmed"), "undefined");
  EXPECT_EQ(browser.Evaluate("document.querySelectorAll('img').length"), 0);
  EXPECT_EQ(browser.Evaluate("document.title"), harm);
  EXPECT_THAT(browser.Messages(), IsEmpty());
}

// The policy holds even where escaping fails.
TEST_F(ReportInBrowser, ForeignScriptsAreRefused)
{
  const OpenedPage page(
      {PageWidget{"<p id=\"p\" onclick=\"window.harmed = 1\">x</p><script>window.harmed = 1</script>\n"}});
  Chromium & browser = Chromium::Shared();
  browser.Click("#p");
  EXPECT_EQ(browser.Evaluate("typeof window.harmed"), "undefined");
  EXPECT_THAT(browser.Messages(), ::testing::Contains(HasSubstr("Content Security Policy")));
}

TEST_F(ReportInBrowser, TextsCanBeReadInLightInDarkAndOnPaper)
{
  constexpr double Enough = 4.5;
  const OpenedPage page(Everything());
  Chromium & browser = Chromium::Shared();
  browser.WaitUntil("document.querySelector('.sv').dataset.state === 'ready'");
  const auto background = [&] {
    return browser.Evaluate("getComputedStyle(document.body).backgroundColor").get<std::string>();
  };
  for (const char * medium : {"screen", "print"})
  {
    for (const char * scheme : {"light", "dark"})
    {
      browser.Emulate(scheme, medium);
      const Json lowest = LowestContrast();
      EXPECT_GE(lowest[0].get<double>(), Enough) << scheme << " " << medium << lowest[1];
      const bool isDark = std::string_view(scheme) == "dark" && std::string_view(medium) == "screen";
      EXPECT_EQ(background() == "rgb(255, 255, 255)", !isDark) << scheme << " " << medium;
    }
  }
}

/** The part of the pixels of a screenshot that have about this color. */
double
PartOf(const at::Tensor & screenshot, const Rgb & color)
{
  return static_cast<double>(PixelsNear(screenshot, color, 4)) / static_cast<double>(screenshot[0].numel());
}

TEST_F(ReportInBrowser, ScreenshotsHaveTheirBackgroundAndTheColorsOfLabels)
{
  const OpenedPage page(Everything());
  Chromium & browser = Chromium::Shared();
  browser.WaitUntil("document.querySelector('.sv').dataset.state === 'ready'");
  const auto screenshot = [&](const char * scheme) {
    browser.Emulate(scheme);
    browser.Screenshot(page.Folder() / "page.png");
    return ReadImage(page.Folder() / "page.png").voxels.slice(0, 0, 3);
  };
  constexpr double Opacity = 0.4;
  const Rgb liver = Mixed({100, 100, 100}, LabelColor(0), Opacity);
  const at::Tensor light = screenshot("light");
  const at::Tensor dark = screenshot("dark");
  EXPECT_GT(PartOf(light, {255, 255, 255}), 0.4);
  EXPECT_LT(PartOf(dark, {255, 255, 255}), 0.05);
  EXPECT_GT(PartOf(dark, {20, 24, 29}), 0.4);
  // Of the three planes a quarter, a sixth and a sixth.
  EXPECT_GT(PartOf(light, liver), 0.02);
  EXPECT_NEAR(PartOf(dark, liver), PartOf(light, liver), 1e-3);
}

TEST_F(ReportInBrowser, NothingReachesBeyondANarrowWindow)
{
  Chromium & browser = Chromium::Shared();
  browser.Resize(400, 800);
  const OpenedPage page(Everything());
  browser.WaitUntil("document.querySelector('.sv').dataset.state === 'ready'");
  EXPECT_LE(browser.Evaluate("document.documentElement.scrollWidth").get<int>(), 400);
}

TEST_F(ReportInBrowser, PagesThatReloadDoSoWithoutMessages)
{
  ResultsPage page;
  page.title = "Training";
  page.updates = PageUpdates{"running", 12.5, 1700000000, 1, 600};
  page.sections.push_back({"Epochs", "", {Cases()}});
  const OpenedPage opened(page);
  Chromium & browser = Chromium::Shared();
  EXPECT_THAT(browser.Evaluate("document.getElementById('age').textContent").get<std::string>(),
              HasSubstr("no news since"));
  browser.Evaluate("window.isFirst = true");
  browser.WaitUntil("!window.isFirst"); // a second later
  EXPECT_THAT(browser.Messages(), IsEmpty());
}

} // namespace
