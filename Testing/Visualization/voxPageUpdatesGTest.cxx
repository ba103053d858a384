// SPDX-License-Identifier: Apache-2.0
#include "voxBase64.h"
#include "voxPageScripts.h"
#include "voxResultsPage.h"
#include "voxTemporaryFolder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

namespace
{

using namespace vox;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string
OutputOf(const std::string & command)
{
  std::string output;
  FILE * pipe = ::popen(command.c_str(), "r");
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe))
  {
    output += static_cast<char>(c);
  }
  ::pclose(pipe);
  return output;
}

ResultsPage
RunningPage()
{
  ResultsPage page;
  page.title = "Run <1>";
  page.updates = PageUpdates{"running", 12.75, 1700000000, 10, 600};
  return page;
}

TEST(PageUpdates, ReloadsWhileThereIsSomethingToCome)
{
  ResultsPage page = RunningPage();
  EXPECT_THAT(RenderResultsPage(page),
              AllOf(HasSubstr("<meta http-equiv=\"refresh\" content=\"10\">"),
                    HasSubstr("<title>running 12 % - Run &lt;1&gt;</title>"), HasSubstr("<progress max=\"100\""),
                    HasSubstr("data-written=\"1700000000\" data-stale=\"600\">Written 2023-11-14 22:13:20 UTC<")));
  page.updates = PageUpdates{"finished", std::nullopt, 1700000000, 0, 600};
  EXPECT_THAT(RenderResultsPage(page),
              AllOf(Not(HasSubstr("http-equiv=\"refresh\"")), HasSubstr("<title>finished - Run"),
                    Not(HasSubstr("<progress")), HasSubstr("data-stale=\"0\"")));
}

TEST(PageUpdates, AllowsItsOwnScriptAndNoOther)
{
  const std::string html = RenderResultsPage(RunningPage());
  EXPECT_THAT(html, HasSubstr(ScriptPolicy({kAgeScript}) + "\">"));
  EXPECT_THAT(html, HasSubstr("<script>" + std::string(kAgeScript) + "</script>"));
  ResultsPage page = RunningPage();
  page.updates.reset();
  EXPECT_THAT(RenderResultsPage(page), AllOf(Not(HasSubstr("script-src")), Not(HasSubstr("<script"))));
}

// A browser would refuse the script otherwise.
TEST(PageUpdates, TheHashIsThatOfTheScript)
{
  const vox::testing::TemporaryFolder folder;
  const std::string file = (folder / "script.js").string();
  std::ofstream(file, std::ios::binary) << kAgeScript;
  const std::string hex = OutputOf("sha256sum < '" + file + "'").substr(0, 64);
  if (hex.size() < 64)
  {
    GTEST_SKIP() << "needs the program sha256sum";
  }
  std::string hash;
  for (std::size_t i = 0; i < hex.size(); i += 2)
  {
    hash += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  }
  EXPECT_EQ(ScriptPolicy({kAgeScript}), "; script-src 'sha256-" + Base64(hash) + "'");
}

} // namespace
