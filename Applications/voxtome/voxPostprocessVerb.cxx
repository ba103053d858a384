// SPDX-License-Identifier: Apache-2.0
#include "voxPostprocessVerb.h"

#include "voxCommandLine.h"
#include "voxEvaluatePairs.h"
#include "voxOutputPath.h"
#include "voxPostprocessStep.h"
#include "voxReadVolume.h"
#include "voxRunManifest.h"
#include "voxSummary.h"

namespace vox
{
namespace
{

class PostprocessVerb final : public Verb
{
public:
  VerbText
  Text() const override
  {
    return {
        "postprocess", "Clean label maps by nnU-Net's rules, or find the rules",
        "With --rules, applies the postprocessing.json of this program or of nnU-Net to a label map or a folder of\n"
        "them: of each structure that it names, only the largest component stays. With -r, finds by nnU-Net's search\n"
        "which structures gain from that, on predictions of validation cases and their references, writes\n"
        "postprocessing.json into OUT, and the cleaned label maps beside it. References without prediction are left\n"
        "out. Without --dataset the structures are the values that occur.",
        "The only rule is nnU-Net's: keep the largest component.",
        "  voxtome postprocess -i run/validation -r Dataset004_Hippocampus/labelsTr -o cleaned\n"
        "  voxtome postprocess -i prediction.nii.gz --rules cleaned/postprocessing.json -o clean.nii.gz"};
  }

  void
  Describe(CLI::App & app) override
  {
    app.add_option("-i,--input", m_Input, "label map, or folder of label maps")->required();
    app.add_option("-o,--output", m_Output, "label map to write, or a folder for several")->required();
    auto * rules = app.add_option("--rules", m_Rules, "postprocessing.json to apply");
    auto * reference = app.add_option("-r,--reference", m_Reference, "folder of references, to find the rules");
    reference->excludes(rules);
    app.add_option("--dataset", m_Dataset, "dataset.json that names the structures, with -r")->needs(reference);
  }

  void
  Run(Session & session) override
  {
    if (m_Rules.empty() == m_Reference.empty())
    {
      Fail(ErrorKind::Usage, "postprocess: give --rules FILE to apply rules, or -r FOLDER to find them");
    }
    RequireExists(m_Input);
    if (m_Reference.empty())
    {
      Apply(session);
    }
    else
    {
      Determine(session);
    }
  }

private:
  void
  Apply(Session & session) const
  {
    const ComponentRules rules = ComponentRulesFromJson(ReadJson(m_Rules), m_Rules);
    if (rules.structures.empty())
    {
      session.context.Log(LogLevel::Warning, m_Rules + " holds no rules: label maps are copied");
    }
    const LabelFiles files = Inputs();
    const bool toFile = HasImageEnding(m_Output);
    if (toFile && std::filesystem::is_directory(m_Input))
    {
      Fail(ErrorKind::Usage, "{}: found a file name, expected a folder for the label maps of {}", m_Output, m_Input);
    }
    if (toFile && std::filesystem::exists(m_Output) && std::filesystem::equivalent(m_Input, m_Output))
    {
      Fail(ErrorKind::Usage, "{}: the input itself, expected another file, so that nothing is lost", m_Output);
    }
    if (toFile)
    {
      RequireWritable(m_Output);
      CleanLabelMap(m_Input, m_Output, rules);
    }
    else
    {
      PrepareOutputFolder();
      CleanLabelMaps(files, rules, m_Output, session.context);
    }
    session.terminal.Print(fmt::format("{}\n{} written to {}", RulesText(rules), files.size(), m_Output));
    session.terminal.Result({{"rules", ToJson(rules)}, {"written", files.size()}, {"output", m_Output}});
  }

  void
  Determine(Session & session) const
  {
    const RunContext & context = session.context;
    for (const std::string & folder : {m_Input, m_Reference})
    {
      if (!std::filesystem::is_directory(folder))
      {
        Fail(ErrorKind::BadInput, "{}: no folder of this name, expected label maps of validation cases", folder);
      }
    }
    const std::vector<LabelPair> pairs = PairLabelFiles(m_Reference, m_Input, WithoutPrediction::LeaveOut);
    PrepareOutputFolder();
    const Structures structures = FindStructures(m_Dataset, pairs, context);
    const ComponentRules rules = FindRules(pairs, structures, context);
    CleanLabelMaps(ListLabelFiles(m_Input), rules, m_Output, context);

    const std::vector<CaseMeasures> before = EvaluatePairs(pairs, structures, {}, context);
    const std::vector<CaseMeasures> after =
        EvaluatePairs(PairLabelFiles(m_Reference, m_Output, WithoutPrediction::LeaveOut), structures, {}, context);
    Json document = RulesDocument(rules, before, after, {});
    document["program"] = RunManifest("postprocess", Json::object());
    const std::filesystem::path file = std::filesystem::path(m_Output) / kRulesFile;
    WriteJson(file, document);
    const Summary cleaned(after, {});
    session.terminal.Print(fmt::format("Before\n{}\nAfter\n{}\n{}\nrules and {} label maps written to {}",
                                       SummaryTable({before, {}}), SummaryTable(cleaned), RulesText(rules),
                                       pairs.size(), m_Output));
    session.terminal.Result({{"rules", ToJson(rules)}, {"file", file.string()}, {"summary", SummaryJson(cleaned)}});
  }

  /** The label maps to clean, of which there is at least one. */
  LabelFiles
  Inputs() const
  {
    if (!std::filesystem::is_directory(m_Input))
    {
      return {{ImageStem(m_Input), m_Input}};
    }
    LabelFiles files = ListLabelFiles(m_Input);
    if (files.empty())
    {
      Fail(ErrorKind::BadInput, "{}: no label maps found, expected files such as case.nii.gz", m_Input);
    }
    return files;
  }

  void
  PrepareOutputFolder() const
  {
    PrepareFolder(m_Output);
    const std::filesystem::path input = std::filesystem::absolute(m_Input);
    if (std::filesystem::equivalent(m_Output, std::filesystem::is_directory(input) ? input : input.parent_path()))
    {
      Fail(ErrorKind::Usage, "{}: the folder of the input, expected another one, so that nothing is lost", m_Output);
    }
  }

  std::string m_Input;
  std::string m_Output;
  std::string m_Rules;
  std::string m_Reference;
  std::string m_Dataset;
};

} // namespace

std::unique_ptr<Verb>
MakePostprocessVerb()
{
  return std::make_unique<PostprocessVerb>();
}

} // namespace vox
