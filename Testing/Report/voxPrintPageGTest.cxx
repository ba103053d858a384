// SPDX-License-Identifier: Apache-2.0
#include "voxExpectError.h"
#include "voxPrintPage.h"
#include "voxReportPages.h"

#include <cstdlib>
#include <gtest/gtest.h>

namespace
{

using namespace vox;
using namespace vox::testing;

/** Of a table that needs several sheets, and five viewers, most of which are out of sight. */
ResultsPage
LongPage()
{
  const Volume labels = TwoLabels();
  const SliceViewerMap map{&labels, "prediction"};
  ResultsPage page;
  page.title = "Cases";
  PageTable table;
  table.header = {"Case", "Dice"};
  for (int i = 0; i < 200; ++i)
  {
    table.rows.push_back({"case " + std::to_string(i), "0.5"});
  }
  page.sections.push_back({"Cases", "", {table}});
  for (int i = 0; i < 5; ++i)
  {
    page.sections.push_back({"Slices", "", {SliceViewer(BrightCorner(), {&map, 1}, TwoStructures())}});
  }
  return page;
}

std::size_t
CountOf(const std::string & text, std::string_view part)
{
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size()))
  {
    ++count;
  }
  return count;
}

TEST(PrintPage, MakesAPdfOfSeveralPagesWithAllSlices)
{
  VOX_REQUIRE_CHROMIUM();
  const TemporaryFolder folder;
  const auto html = folder / "a page #1.html";
  WriteTextFile(html, RenderResultsPage(LongPage()));
  PrintPage(html, folder / "page.pdf");
  const std::string pdf = ReadTextFile(folder / "page.pdf");
  EXPECT_TRUE(pdf.starts_with("%PDF"));
  EXPECT_GE(CountOf(pdf, "/Type /Page\n"), 5U);
  EXPECT_GE(CountOf(pdf, "/Subtype /Image"), 3U); // equal ones are stored once
  EXPECT_EQ(folder.EntryCount(), 2);
}

TEST(PrintPage, NamesThePackageWhereNoBrowserIs)
{
  const TemporaryFolder folder;
  const char * path = std::getenv("PATH");
  const std::string before = path == nullptr ? "" : path;
  ::setenv("PATH", folder.Path().c_str(), 1);
  VOX_EXPECT_ERROR(PrintPage(folder / "page.html", folder / "page.pdf"), ErrorKind::Resource,
                   "install the package chromium");
  ::setenv("PATH", before.c_str(), 1);
  EXPECT_EQ(folder.EntryCount(), 0);
}

TEST(PrintPage, LeavesNothingWhereItFails)
{
  VOX_REQUIRE_CHROMIUM();
  const TemporaryFolder folder;
  VOX_EXPECT_ERROR(PrintPage(folder / "missing.html", folder / "page.pdf"), ErrorKind::Resource, "missing.html");
  WriteTextFile(folder / "page.html", RenderResultsPage({"A page", {}, {}}));
  VOX_EXPECT_ERROR(PrintPage(folder / "page.html", folder / "none" / "page.pdf"), ErrorKind::BadInput, "page.pdf");
  EXPECT_EQ(folder.EntryCount(), 1);
}

} // namespace
