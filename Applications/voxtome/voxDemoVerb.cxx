// SPDX-License-Identifier: Apache-2.0
#include "voxDemoVerb.h"

#include "voxCommandLine.h"
#include "voxOutputPath.h"
#include "voxPredictor.h"
#include "voxReadVolume.h"
#include "voxSliceMosaic.h"
#include "voxSummary.h"
#include "voxWriteVolume.h"

namespace vox
{
namespace
{

/** The examples: those of the source tree, or those that lie beside an installed program. */
std::filesystem::path
FindExamples(const std::string & given)
{
  if (!given.empty())
  {
    return given;
  }
  if (std::filesystem::exists(VOX_EXAMPLES_DIR))
  {
    return VOX_EXAMPLES_DIR;
  }
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe");
  return program.parent_path().parent_path() / "share" / "voxtome" / "Examples";
}

class DemoVerb final : public Verb
{
public:
  VerbText
  Text() const override
  {
    return {"demo", "Segment an example that comes with the program and measure the result",
            "Segments the hippocampus in a brain MRI with the model that lies beside it, compares the result with an\n"
            "expert's, prints the measures, and writes label.nii.gz, summary.json and overlay.png.",
            "One example, `hippocampus`; its model shows the program at work and is not for clinical use.",
            "  voxtome demo hippocampus"};
  }

  void
  Describe(CLI::App & app) override
  {
    app.add_option("example", m_Example, "the example to run")
        ->check(CLI::IsMember({"hippocampus"}))
        ->capture_default_str();
    app.add_option("-o,--output", m_Output, "folder to write to; made if missing")->capture_default_str();
    app.add_option("--data", m_Data, "folder of the examples; by default the one that came with the program");
  }

  void
  Run(Session & session) override
  {
    const std::filesystem::path data = FindExamples(m_Data) / "Hippocampus3d";
    const std::filesystem::path output = m_Output;
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
    const std::span<const CaseMeasures> cases(&measures, 1);

    SliceMosaicOptions picture;
    picture.title = "Hippocampus: fill is the prediction, line is the expert";
    picture.structures = structures;
    WriteLabelMap(output / "label.nii.gz", labels);
    WriteJson(output / "summary.json", SummaryJson(cases, {}));
    WritePicture(output / "overlay.png", RenderSliceMosaic(image, &labels, &reference, picture));

    session.terminal.Print(SummaryTable(cases, {}));
    session.terminal.Print(fmt::format("label.nii.gz, summary.json and overlay.png lie in {}",
                                       std::filesystem::absolute(output).string()));
    session.terminal.Result({{"folder", output.string()}, {"summary", SummaryJson(cases, {})}});
  }

private:
  std::string m_Example = "hippocampus";
  std::string m_Output = "voxtome-demo";
  std::string m_Data;
};

} // namespace

std::unique_ptr<Verb>
MakeDemoVerb()
{
  return std::make_unique<DemoVerb>();
}

} // namespace vox
