// SPDX-License-Identifier: Apache-2.0
#ifndef voxTrainingDemo_h
#define voxTrainingDemo_h

#include "voxDemoCommand.h"
#include "voxDemoPanel.h"
#include "voxPictureImport.h"

#include <filesystem>
#include <string>
#include <vector>

namespace vox
{

/** A demo that trains, as its folder of Examples describes it: demo.json, for `--as-printed` changed by
 * as-printed.json (JSON merge patch), and plans.json. */
struct TrainingDemo
{
  std::string title;
  PictureImportOptions import;
  std::string configuration;      ///< of plans.json
  Json training = Json::object(); ///< training options, where they differ from the defaults
  std::optional<std::int64_t>
      previewCase; ///< of the test, from 0: drawn after each epoch; the last one where there are fewer
  std::vector<DemoPanel> panels{DemoPanel::Input, DemoPanel::Prediction, DemoPanel::Reference};
};

template <typename TVisitor>
void
VisitFields(TrainingDemo & o, TVisitor && visit)
{
  visit("title", o.title, "of the results page");
  visit("import", o.import, "see import.*");
  visit("configuration", o.configuration, "of plans.json");
  visit("training", o.training, "training options");
  visit("preview_case", o.previewCase, "case of the test that is drawn after each epoch, from 0; null: none");
  visit("panels", o.panels, "of a case in pictures, from left to right: input, prediction, reference");
}

/** Reads the description of a demo. Throws Error(BadInput) or Error(Usage) that name the file. */
[[nodiscard]] TrainingDemo ReadTrainingDemo(const std::filesystem::path & folder, bool asPrinted);

/** Imports the pictures (dataset/), trains and validates (run/), segments and measures the cases of the test (test/),
 * and writes index.html with pictures/ into command.output. `example` is the folder of the demo. */
void RunTrainingDemo(const DemoCommand & command, const std::filesystem::path & example, Session & session);

} // namespace vox

#endif
