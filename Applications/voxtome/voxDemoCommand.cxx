// SPDX-License-Identifier: Apache-2.0
#include "voxDemoCommand.h"

#include "voxOutputPath.h"
#include "voxPredictor.h"
#include "voxReadVolume.h"
#include "voxSliceMosaic.h"
#include "voxSummary.h"
#include "voxTrainingDemo.h"
#include "voxWriteVolume.h"

namespace vox
{
namespace
{

/** The examples: those that lie beside an installed program, or those of the source tree. */
std::filesystem::path
FindExamples(const std::string & given)
{
  if (!given.empty())
  {
    return given;
  }
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe");
  const std::filesystem::path installed = program.parent_path().parent_path() / "share" / "voxtome" / "Examples";
  return std::filesystem::exists(installed) ? installed : std::filesystem::path(VOX_EXAMPLES_DIR);
}

void
RunHippocampusDemo(const DemoCommand & command, const std::filesystem::path & data, Session & session)
{
  const std::filesystem::path output = command.output;
  const Volume image = ReadImage(data / "image.nii.gz");
  const Volume reference = ReadLabelMap(data / "label.nii.gz");
  const Model model = ReadModel(data / "model.safetensors");
  PrepareFolder(output);

  const std::vector<LabelEntry> structures = model.description.Foreground();
  Predictor predictor(model, {});
  const Volume labels = predictor.Predict(image, session.context).labels;
  CaseMeasures measures =
      EvaluateCase(reference, labels, structures, {}, model.description.ignoreLabel, session.context);
  measures.referenceFile = (data / "label.nii.gz").string();
  measures.predictionFile = (output / "label.nii.gz").string();
  const Summary summary({&measures, 1}, {});
  const Json json = SummaryJson(summary);

  SliceMosaicOptions picture;
  picture.title = "Hippocampus: fill is the prediction, line is the expert";
  picture.structures = structures;
  WriteLabelMap(output / "label.nii.gz", labels);
  WriteJson(output / "summary.json", json);
  WritePicture(output / "overlay.png", RenderSliceMosaic(image, &labels, &reference, picture));

  session.terminal.Print(SummaryTable(summary));
  session.terminal.Print(
      fmt::format("label.nii.gz, summary.json and overlay.png lie in {}", std::filesystem::absolute(output).string()));
  session.terminal.Result({{"folder", output.string()}, {"summary", json}});
}

/** Options that only a demo that trains has. */
void
RequireNoTrainingOptions(const DemoCommand & command)
{
  if (!command.data.empty() || command.asPrinted || !command.configuration.empty() || !command.config.empty() ||
      !command.set.empty() || !command.planSet.empty() || !command.encoderWeights.empty() || command.resume)
  {
    Fail(ErrorKind::Usage,
         "demo {}: nothing is trained; leave --data, --as-printed, -c, --config, --set, --plan-set, "
         "--encoder-weights and --resume out",
         command.example);
  }
}

} // namespace

void
Run(const DemoCommand & command, Session & session)
{
  const std::filesystem::path examples = FindExamples(command.examples);
  if (command.example == "hippocampus")
  {
    RequireNoTrainingOptions(command);
    RunHippocampusDemo(command, examples / "Hippocampus3d", session);
    return;
  }
  RunTrainingDemo(command, examples / (command.example == "pet" ? "OxfordPet2d" : "KvasirSeg2d"), session);
}

} // namespace vox
