// SPDX-License-Identifier: Apache-2.0
#include "voxTrainCommand.h"

#include "voxAssignment.h"
#include "voxOutputPath.h"
#include "voxSummary.h"
#include "voxTextTable.h"
#include "voxTrainLiveTable.h"
#include "voxTrainStep.h"

namespace vox
{
namespace
{

constexpr const char * kCheckpoint = "checkpoint_latest.safetensors";

/** Adds a change of the plan, given as a JSON object or as a dotted key=value. */
void
AddPlanChange(Json & changes, const std::string & text)
{
  if (text.starts_with('{'))
  {
    changes.merge_patch(ParseJson(text, "--plan-set"));
    return;
  }
  AddAssignment(changes, text, "--plan-set");
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

void
Adjust(const TrainCommand & command, TrainOptions & options)
{
  if (!command.config.empty())
  {
    FromJson(ReadJson(command.config), options, command.config);
  }
  for (const std::string & text : command.set)
  {
    const auto [key, value] = SplitAssignment(text, "--set");
    SetFromText(options, key, value, "--set");
  }
}

/** A run is either begun or resumed; neither by mistake. */
void
RequireRunState(const TrainCommand & command)
{
  const bool begun = std::filesystem::exists(std::filesystem::path(command.output) / kCheckpoint);
  if (begun && !command.resume)
  {
    Fail(ErrorKind::Usage, "{} holds a training already; add --resume to go on with it, or choose another folder",
         command.output);
  }
  if (!begun && command.resume)
  {
    Fail(ErrorKind::BadInput, "{}: no {} to resume from; leave --resume out to begin", command.output, kCheckpoint);
  }
  if (command.resume && !(command.plans.empty() && command.planSet.empty() && command.splits.empty() &&
                          command.previousStage.empty() && command.encoderWeights.empty()))
  {
    Fail(ErrorKind::Usage, "--plans, --plan-set, --splits, --previous-stage, --encoder-weights: a run that is resumed "
                           "keeps its own; leave them out");
  }
}

} // namespace

TrainingRun
MakeTrainingRun(const TrainCommand & command)
{
  TrainOptions probe;
  Adjust(command, probe); // a misspelled key must not cost a planning first
  Validate(probe);
  RequireRunState(command);
  TrainingRun run;
  run.folder = command.output;
  run.resume = command.resume;
  if (command.resume)
  {
    run.request = ReadTrainingRequest(run.folder);
  }
  Settle(run.request.dataset, Absolute(command.dataset), command.resume, "--dataset");
  Settle(run.request.configuration, command.configuration, command.resume, "--configuration");
  Settle(run.request.fold, command.fold, command.resume, "--fold");
  PrepareFolder(run.folder);
  if (!command.resume || !command.preprocessed.empty())
  {
    run.request.preprocessed =
        Absolute(command.preprocessed.empty() ? command.output + "/preprocessed" : command.preprocessed);
  }
  for (const std::string & folder : command.previousStage)
  {
    run.request.previousStage.push_back(Absolute(folder));
  }
  if (!command.encoderWeights.empty())
  {
    run.request.encoderWeights = Absolute(command.encoderWeights);
  }
  run.request.saveProbabilities = run.request.saveProbabilities || command.saveProbabilities;
  run.request.tensorBoard = run.request.tensorBoard || command.tensorBoard;
  run.plans = command.plans;
  for (const std::string & text : command.planSet)
  {
    AddPlanChange(run.planChanges, text);
  }
  run.splits = command.splits;
  run.adjust = [command](TrainOptions & options) { Adjust(command, options); };
  return run;
}

void
Run(const TrainCommand & command, Session & session)
{
  TrainingRun training = MakeTrainingRun(command);
  const LiveTable table(training, session.terminal);
  const std::vector<CaseMeasures> measures = RunTraining(std::move(training), session.context);

  const std::filesystem::path run = command.output;
  const Json model = (run / "model.safetensors").string();
  if (measures.empty())
  {
    session.terminal.Print("model: " + model.get<std::string>());
    session.terminal.Result({{"model", model}});
    return;
  }
  const Summary summary(measures, {});
  session.terminal.Print(SummaryTable(summary) + "model: " + model.get<std::string>());
  session.terminal.Result({{"model", model}, {"validation", SummaryJson(summary)}});
}

std::string
TrainConfigReference()
{
  std::vector<std::vector<std::string>> rows{{"key", "meaning", "default"}};
  for (const FieldDescription & field : DescribeFields(TrainOptions()))
  {
    rows.push_back({field.key, field.help, field.defaultValue});
  }
  return "Keys of --config (JSON, nested at the dots) and --set. The plan sets augmentation.* unless given.\n\n" +
         TextTable(rows);
}

} // namespace vox
