// SPDX-License-Identifier: Apache-2.0
// Reports on runs whose files are not as a training writes them.
#include "voxTrainingReport.h"

#include "voxAtomicFile.h"
#include "voxJson.h"
#include "voxTemporaryFolder.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace vox::testing
{
namespace
{

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

void
WriteRunOf(const std::filesystem::path & folder, const Json & validationLosses, const Json & training)
{
  WriteJson(folder / "options.json", {{"options", {{"training", training}}}});
  std::string log;
  for (const Json & loss : validationLosses)
  {
    const std::int64_t epoch = std::ranges::count(log, '\n');
    log += Json{{"epoch", epoch}, {"training_loss", 0.5}, {"validation_loss", loss}}.dump() + "\n";
  }
  WriteTextFile(folder / "log.jsonl", log);
}

std::string
Page(const std::filesystem::path & folder)
{
  return RenderResultsPage(TrainingReport(folder, "Training"));
}

TEST(DamagedRun, OverfittingIsSeenBesideNaN)
{
  const TemporaryFolder folder;
  WriteRunOf(folder.Path(), {nullptr, 0.9, 0.3, 0.6, 0.6, 0.6, 0.6, 0.6, nullptr, 0.6}, {{"epochs", 10}});
  EXPECT_THAT(Page(folder.Path()), AllOf(HasSubstr("not a finite number in 2 epochs"), HasSubstr("lowest in epoch 3")));
}

TEST(DamagedRun, LongOptionsAreCutBetweenCharacters)
{
  const TemporaryFolder folder;
  std::string text = "x";
  for (int i = 0; i < 500; ++i)
  {
    text += "ü"; // two bytes
  }
  WriteRunOf(folder.Path(), {0.5}, {{"epochs", 1}, {"note", text}});
  EXPECT_THAT(Page(folder.Path()), AllOf(HasSubstr("üü…</td>"), Not(HasSubstr("ü?"))));
}

TEST(DamagedRun, StructuresWithoutNamesHaveTheirNumbers)
{
  const TemporaryFolder folder;
  WriteRunOf(folder.Path(), {0.5}, {{"epochs", 1}});
  std::filesystem::create_directory(folder / "validation");
  for (const Json & names : {Json::array(), Json{{"7", 3}}})
  {
    WriteJson(folder / "validation" / "summary.json", {{"mean", {{"7", {{"Dice", 0.8125}}}}}, {"names", names}});
    EXPECT_THAT(Page(folder.Path()), AllOf(HasSubstr("0.81"), Not(HasSubstr("has no validation yet"))));
  }
}

} // namespace
} // namespace vox::testing
