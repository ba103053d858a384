// SPDX-License-Identifier: Apache-2.0
#include "voxEvaluateVerb.h"

#include "voxAtomicFile.h"
#include "voxCommandLine.h"
#include "voxEvaluateStep.h"
#include "voxOutputPath.h"
#include "voxRunManifest.h"
#include "voxSummary.h"

#include <charconv>

namespace vox
{
namespace
{

/** "inf", "nan", "diagonal", or a distance in mm. */
void
SetEmptyPolicy(EvaluationOptions & options, const std::string & text)
{
  double distance = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), distance);
  const bool isName = !text.empty() && (text.front() < '0' || text.front() > '9');
  if (!isName && error == std::errc() && end == text.data() + text.size())
  {
    options.emptyPolicy = EmptyPolicy::Millimeters;
    options.emptyDistanceMm = distance;
    return;
  }
  if (text == NameOf(EmptyPolicy::Millimeters))
  {
    Fail(ErrorKind::Usage, "--empty: found '{}', expected the distance itself, such as 100", text);
  }
  options.emptyPolicy = ParseEnum<EmptyPolicy>(text, "--empty");
}

class EvaluateVerb final : public Verb
{
public:
  VerbText
  Text() const override
  {
    return {
        "evaluate", "Measure label maps against references: Dice, distances in mm, volumes",
        "Compares two label maps, or two folders whose files have the same names, on the grid of the reference, and\n"
        "prints Dice, IoU, precision, recall, Hausdorff distance, its 95 % percentile, average symmetric surface\n"
        "distance (mm), normalized surface distance and volumes. -o writes summary.json with nnU-Net's keys and more.\n"
        "Without --dataset the structures are the values that occur, named `label 1` and so on; --labels picks some.\n"
        "--empty says what a distance counts as when a structure is missing in one of the two maps.",
        "Both maps must lie on the same grid; no lesion-wise measures.",
        "  voxtome evaluate -r label.nii.gz -p prediction.nii.gz -o summary.json"};
  }

  void
  Describe(CLI::App & app) override
  {
    app.add_option("-r,--reference", m_Reference, "label map or folder of label maps")->required();
    app.add_option("-p,--prediction", m_Prediction, "the same for the predictions")->required();
    app.add_option("-o,--output", m_Output, "summary.json to write");
    app.add_option("--csv", m_Csv, "table to write, one row per case and structure");
    auto * dataset = app.add_option("--dataset", m_Dataset, "dataset.json that names the labels");
    app.add_option("--labels", m_Labels, "values or unions to measure, such as 1 2 1+2; others count as background")
        ->excludes(dataset);
    app.add_flag("--only-predicted", m_OnlyPredicted, "leave references without prediction out");
    AddChoice(app, "--hd-definition", m_Options.hausdorffDefinition, "how two directed percentiles become one");
    app.add_option("--percentile", m_Options.percentile, "of the robust Hausdorff distance")->capture_default_str();
    app.add_option("--nsd-tolerance", m_Options.nsdToleranceMm, "tolerance of the normalized surface distance in mm")
        ->capture_default_str();
    app.add_option_function<std::string>(
           "--empty", [this](const std::string & text) { SetEmptyPolicy(m_Options, text); },
           "distance of a missing structure")
        ->type_name("inf|nan|diagonal|MM")
        ->default_str("inf");
    app.add_flag("--distances,!--no-distances", m_Options.distances,
                 "measure surface distances; on by default, without them much faster");
  }

  void
  Run(Session & session) override
  {
    Validate(m_Options);
    const std::vector<LabelPair> pairs = PairLabelFiles(m_Reference, m_Prediction, m_OnlyPredicted);
    for (const std::string & output : {m_Output, m_Csv})
    {
      if (!output.empty())
      {
        RequireWritable(output);
      }
    }
    const Structures structures =
        m_Labels.empty() ? FindStructures(m_Dataset, pairs, session.context) : ParseStructures(m_Labels);
    const std::vector<CaseMeasures> cases = EvaluatePairs(pairs, structures, m_Options, session.context);

    Json summary = SummaryJson(cases, m_Options);
    summary["program"] = RunManifest("evaluate", ToJson(m_Options));
    if (!m_Output.empty())
    {
      WriteJson(m_Output, summary);
    }
    if (!m_Csv.empty())
    {
      WriteTextFile(m_Csv, SummaryCsv(cases, m_Options));
    }
    session.terminal.Print(SummaryTable(cases, m_Options));
    session.terminal.Result(summary);
  }

private:
  std::string m_Reference;
  std::string m_Prediction;
  std::string m_Output;
  std::string m_Csv;
  std::string m_Dataset;
  std::vector<std::string> m_Labels;
  bool m_OnlyPredicted = false;
  EvaluationOptions m_Options;
};

} // namespace

std::unique_ptr<Verb>
MakeEvaluateVerb()
{
  return std::make_unique<EvaluateVerb>();
}

} // namespace vox
