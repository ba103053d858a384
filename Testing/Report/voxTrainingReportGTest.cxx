// SPDX-License-Identifier: Apache-2.0
#include "voxTrainingReport.h"

#include "voxAtomicFile.h"
#include "voxExpectError.h"
#include "voxJson.h"
#include "voxTemporaryFolder.h"

#include <gmock/gmock.h>

#include <cmath>

namespace vox::testing
{
namespace
{

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

void
WriteRun(const std::filesystem::path & folder, const std::vector<double> & validationLosses, int wanted)
{
  WriteJson(folder / "options.json", {{"version", "0.1.0"},
                                      {"options",
                                       {{"configuration", "2d_small"},
                                        {"fold", "0"},
                                        {"dataset", "/home/someone/Dataset001_Polyps"},
                                        {"training", {{"epochs", wanted}, {"loss", "<b>dice</b>"}}}}}});
  std::string log;
  for (std::size_t i = 0; i < validationLosses.size(); ++i)
  {
    log += Json{{"epoch", i},
                {"learning_rate", 0.01},
                {"training_loss", 0.5},
                {"validation_loss", validationLosses[i]},
                {"mean_pseudo_dice", i == 1 ? 0.75 : 0.7},
                {"training_minutes", static_cast<double>(i + 1)},
                {"pseudo_dice", {0.7}}}
               .dump() +
           "\n";
  }
  WriteTextFile(folder / "log.jsonl", log);
  WriteJson(folder / "plans.json", {{"configurations",
                                     {{"2d", {{"batch_size", 12}, {"patch_size", {256, 256}}}},
                                      {"2d_small", {{"inherits_from", "2d"}, {"batch_size", 16}}}}}});
  WriteJson(folder / "splits_final.json", {{{"train", {"case_1", "case_2"}}, {"val", {"case_3"}}}});
}

std::string
Page(const std::filesystem::path & folder)
{
  return RenderResultsPage(TrainingReport(folder, "Training"));
}

TEST(TrainingReport, ShowsWhatTheRunFolderHolds)
{
  const TemporaryFolder folder;
  WriteRun(folder.Path(), {0.9, 0.5, 0.4, 0.35, 0.3}, 5);
  const std::string html = Page(folder.Path());
  EXPECT_THAT(html, AllOf(HasSubstr("5 of 5 epochs"), HasSubstr("Curves"), HasSubstr("curve of the learning rate"),
                          HasSubstr("2 training cases, 1 validation cases"), HasSubstr("Dataset001_Polyps"),
                          HasSubstr("patch_size"), HasSubstr("<td>16</td>")));
  EXPECT_THAT(html, AllOf(HasSubstr("best epoch: 2 (mean pseudo-Dice 0.75)"), HasSubstr("training time: 5 min 00 s"),
                          HasSubstr("<td class=\"n\">0.3</td><td class=\"n\">0.3</td><td class=\"n\">5</td>")));
  EXPECT_THAT(html, AllOf(HasSubstr("&lt;b&gt;dice"), Not(HasSubstr("<b>dice")), Not(HasSubstr("/home/someone")),
                          Not(HasSubstr("inherits_from"))));
  EXPECT_THAT(html, AllOf(HasSubstr("has no validation yet"), HasSubstr("holds none (patches.png)")));
}

TEST(TrainingReport, SaysWhatIsWrongFirst)
{
  const TemporaryFolder folder;
  WriteRun(folder.Path(), {0.9, 0.5, 0.3, 0.5, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6}, 20);
  EXPECT_THAT(Page(folder.Path()), AllOf(HasSubstr("not finished: 10 of 20"), HasSubstr("lowest in epoch 3")));
  WriteRun(folder.Path(), {0.9, 0.5, std::nan("")}, 3);
  EXPECT_THAT(Page(folder.Path()),
              AllOf(HasSubstr("validation_loss is not a finite number in 1 epochs"), Not(HasSubstr("overfitting"))));
  WriteRun(folder.Path(), {}, 3);
  EXPECT_THAT(Page(folder.Path()), AllOf(HasSubstr("No epoch has ended yet"), Not(HasSubstr("Curves"))));
}

TEST(TrainingReport, AFolderThatIsNoRunIsRefused)
{
  const TemporaryFolder folder;
  VOX_EXPECT_ERROR(static_cast<void>(Page(folder.Path())), ErrorKind::BadInput, "found no options.json of a training");
  WriteRun(folder.Path(), {0.9}, 1);
  WriteTextFile(folder / "log.jsonl", "{\"epoch\": 7}\n");
  VOX_EXPECT_ERROR(static_cast<void>(Page(folder.Path())), ErrorKind::BadInput, "log.jsonl: found a line without");
}

} // namespace
} // namespace vox::testing
