// SPDX-License-Identifier: Apache-2.0
#include "voxTrainVerb.h"

#include "voxCommandLine.h"
#include "voxOutputPath.h"
#include "voxSummary.h"
#include "voxTextTable.h"
#include "voxTrainStep.h"

namespace vox
{
namespace
{

constexpr const char * kCheckpoint = "checkpoint_latest.safetensors";

std::string
ConfigReference()
{
  std::vector<std::vector<std::string>> rows{{"key", "meaning", "default"}};
  for (const FieldDescription & field : DescribeFields(TrainOptions()))
  {
    rows.push_back({field.key, field.help, field.defaultValue});
  }
  return "Keys of --config (JSON, nested at the dots) and --set. The plan sets augmentation.* unless given.\n\n" +
         TextTable(rows);
}

/** "a.b=c" as its two sides. */
std::pair<std::string, std::string>
SplitAssignment(const std::string & text, const std::string & option)
{
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0)
  {
    Fail(ErrorKind::Usage, "{}: found '{}', expected key=value", option, text);
  }
  return {text.substr(0, equals), text.substr(equals + 1)};
}

/** Adds a change of the plan, given as a JSON object or as a dotted key=value. */
void
AddPlanChange(Json & changes, const std::string & text)
{
  if (text.starts_with('{'))
  {
    changes.merge_patch(ParseJson(text, "--plan-set"));
    return;
  }
  const auto [key, value] = SplitAssignment(text, "--plan-set");
  Json parsed = Json::parse(value, nullptr, false);
  std::string pointer = "/" + key;
  std::replace(pointer.begin(), pointer.end(), '.', '/');
  changes[Json::json_pointer(pointer)] = parsed.is_discarded() ? Json(value) : parsed;
}

/** Takes a value of the command line, or keeps that of the run, which must not differ. */
void
Settle(std::string & field, const std::string & given, bool resume, const std::string & option)
{
  if (resume && !given.empty() && given != field)
  {
    Fail(ErrorKind::Usage, "{}: found {}, but the run to resume has {}; leave the option out", option, given, field);
  }
  if (!resume && given.empty())
  {
    Fail(ErrorKind::Usage, "train: {} is required; see `voxtome train --help`", option);
  }
  field = resume ? field : given;
}

std::string
Absolute(const std::string & path)
{
  return path.empty() ? path : std::filesystem::absolute(path).lexically_normal().string();
}

class TrainVerb final : public Verb
{
public:
  VerbText
  Text() const override
  {
    return {
        "train", "Train one fold of a configuration and validate it",
        "Makes a plan in RUN unless -p gives one, preprocesses the cases that are missing, trains, and segments and\n"
        "measures the validation cases of the fold. RUN receives options.json, plans.json, splits_final.json, "
        "log.jsonl,\n"
        "checkpoints, progress.svg, model.safetensors and validation/. Fold `all` trains on every case without\n"
        "validation. After an interruption, `voxtome train -o RUN --resume` goes on to the same result.\n"
        "The second stage of a cascade (3d_cascade_fullres) also sees what the first made of each case: train every\n"
        "fold of the first with the same plan, then name all their run folders after --previous-stage.\n"
        "`voxtome train --help-config` lists the keys of --config and --set.",
        "Runs on the processors of one machine.",
        "  voxtome train -d Dataset004_Hippocampus -c 3d_fullres -f 0 -o run --set epochs=50 iterations_per_epoch=50"};
  }

  void
  Describe(CLI::App & app) override
  {
    app.add_option("-d,--dataset", m_Dataset, "folder with dataset.json, or a CSV file");
    app.add_option("-c,--configuration", m_Configuration, "configuration of the plan, such as 3d_fullres");
    app.add_option("-f,--fold", m_Fold, "0 to 4, or all");
    app.add_option("-o,--output", m_Output, "run folder; made if missing")->required();
    app.add_option("-p,--plans", m_Plans, "plans.json; by default a plan is made");
    app.add_option("--preprocessed", m_Preprocessed,
                   "folder of case files, shared by runs; RUN/preprocessed by default");
    app.add_option("--config", m_Config, "JSON file with training options");
    app.add_option("--set", m_Set, "training options as key=value, after --config");
    app.add_option("--plan-set", m_PlanSet, "changes of the configuration as key=value or a JSON object");
    app.add_option("--splits", m_Splits, "splits_final.json; by default that beside the plan, else five new folds");
    app.add_option("--previous-stage", m_PreviousStage,
                   "second stage of a cascade: run folders of all folds of the first, or folders of its label maps");
    app.add_flag("--save-probabilities", m_SaveProbabilities,
                 "also write class probabilities of the validation cases, to RUN/validation/probabilities");
    app.add_flag("--resume", m_Resume, "go on from the last checkpoint of RUN");
    app.add_flag_callback(
        "--help-config", [] { throw CLI::CallForVersion(ConfigReference(), 0); },
        "list the keys of --config and --set");
  }

  void
  Run(Session & session) override
  {
    TrainOptions probe;
    Adjust(probe); // a misspelled key must not cost a planning first
    Validate(probe);
    RequireRunState();
    const std::vector<CaseMeasures> measures = RunTraining(MakeRun(), session.context);

    const std::filesystem::path run = m_Output;
    const Json model = (run / "model.safetensors").string();
    if (measures.empty())
    {
      session.terminal.Print("model: " + model.get<std::string>());
      session.terminal.Result({{"model", model}});
      return;
    }
    session.terminal.Print(SummaryTable(measures, {}) + "model: " + model.get<std::string>());
    session.terminal.Result({{"model", model}, {"validation", SummaryJson(measures, {})}});
  }

private:
  void
  Adjust(TrainOptions & options) const
  {
    if (!m_Config.empty())
    {
      FromJson(ReadJson(m_Config), options, m_Config);
    }
    for (const std::string & text : m_Set)
    {
      const auto [key, value] = SplitAssignment(text, "--set");
      SetFromText(options, key, value, "--set");
    }
  }

  /** A run is either begun or resumed; neither by mistake. */
  void
  RequireRunState() const
  {
    const bool begun = std::filesystem::exists(std::filesystem::path(m_Output) / kCheckpoint);
    if (begun && !m_Resume)
    {
      Fail(ErrorKind::Usage, "{} holds a training already; add --resume to go on with it, or choose another folder",
           m_Output);
    }
    if (!begun && m_Resume)
    {
      Fail(ErrorKind::BadInput, "{}: no {} to resume from; leave --resume out to begin", m_Output, kCheckpoint);
    }
    if (m_Resume && !(m_Plans.empty() && m_PlanSet.empty() && m_Splits.empty() && m_PreviousStage.empty()))
    {
      Fail(ErrorKind::Usage,
           "--plans, --plan-set, --splits, --previous-stage: a run that is resumed keeps its own; leave them out");
    }
  }

  TrainingRun
  MakeRun() const
  {
    TrainingRun run;
    run.folder = m_Output;
    run.resume = m_Resume;
    if (m_Resume)
    {
      run.request = ReadTrainingRequest(run.folder);
    }
    Settle(run.request.dataset, Absolute(m_Dataset), m_Resume, "--dataset");
    Settle(run.request.configuration, m_Configuration, m_Resume, "--configuration");
    Settle(run.request.fold, m_Fold, m_Resume, "--fold");
    PrepareFolder(run.folder);
    if (!m_Resume || !m_Preprocessed.empty())
    {
      run.request.preprocessed = Absolute(m_Preprocessed.empty() ? m_Output + "/preprocessed" : m_Preprocessed);
    }
    for (const std::string & folder : m_PreviousStage)
    {
      run.request.previousStage.push_back(Absolute(folder));
    }
    run.request.saveProbabilities = run.request.saveProbabilities || m_SaveProbabilities;
    run.plans = m_Plans;
    for (const std::string & text : m_PlanSet)
    {
      AddPlanChange(run.planChanges, text);
    }
    run.splits = m_Splits;
    run.adjust = [this](TrainOptions & options) { Adjust(options); };
    return run;
  }

  std::string m_Dataset;
  std::string m_Configuration;
  std::string m_Fold;
  std::string m_Output;
  std::string m_Plans;
  std::string m_Preprocessed;
  std::string m_Config;
  std::vector<std::string> m_Set;
  std::vector<std::string> m_PlanSet;
  std::string m_Splits;
  std::vector<std::string> m_PreviousStage;
  bool m_SaveProbabilities = false;
  bool m_Resume = false;
};

} // namespace

std::unique_ptr<Verb>
MakeTrainVerb()
{
  return std::make_unique<TrainVerb>();
}

} // namespace vox
