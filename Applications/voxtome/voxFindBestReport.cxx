// SPDX-License-Identifier: Apache-2.0
#include "voxFindBestReport.h"

#include "voxPostprocessStep.h"
#include "voxRunManifest.h"
#include "voxTextTable.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstring>

namespace vox
{
namespace
{

namespace fs = std::filesystem;

/** A path as one word of a shell. */
std::string
Word(const fs::path & path)
{
  const std::string text = path.string();
  const auto isPlain = [](unsigned char c) { return std::isalnum(c) || std::strchr("/._-+,=:@%", c) != nullptr; };
  if (std::ranges::all_of(text, isPlain))
  {
    return text;
  }
  std::string word = "'";
  for (const char c : text)
  {
    word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return word + "'";
}

/** nnU-Net writes folds as numbers. */
Json
FoldJson(const std::string & fold)
{
  int number = 0;
  const char * end = fold.data() + fold.size();
  const auto [rest, error] = std::from_chars(fold.data(), end, number);
  return error == std::errc() && rest == end ? Json(number) : Json(fold);
}

Json
FoldsJson(std::vector<std::string> folds)
{
  std::ranges::sort(folds);
  folds.erase(std::unique(folds.begin(), folds.end()), folds.end());
  Json list = Json::array();
  for (const std::string & fold : folds)
  {
    list.push_back(FoldJson(fold));
  }
  return list;
}

Json
NumberJson(const std::optional<double> & value)
{
  return value ? Json(*value) : Json();
}

std::string
NumberText(const std::optional<double> & value)
{
  return value ? fmt::format("{:.4f}", *value) : "-";
}

Json
StructuresJson(const MeanDice & dice, const DatasetDescription & description)
{
  Json json = Json::object();
  const std::vector<LabelEntry> structures = description.Foreground();
  for (std::size_t i = 0; i < structures.size(); ++i)
  {
    json[structures[i].name] = NumberJson(dice.structures[i]);
  }
  return json;
}

fs::path
RulesPath(const BestChoice & choice)
{
  return choice.Best().folder / kRulesFile;
}

std::string
PredictCommand(const BestChoice & choice, std::size_t member, const std::string & output, bool saveProbabilities)
{
  const Candidate & candidate = choice.Best().members[member];
  const ChosenModel & model = choice.models[member];
  std::string command = "voxtome predict -m " + Word(model.path);
  if (fs::is_directory(model.path)) // may hold folds that were not measured
  {
    command += fmt::format(" -f {}", fmt::join(candidate.folds, " "));
  }
  if (!model.previousStage.empty())
  {
    command += " --previous-stage FOLDER_WITH_LABELS_OF_" + Word(model.previousStage);
  }
  return command + " -i INPUT_FOLDER -o " + output + (saveProbabilities ? " --save-probabilities" : "");
}

std::vector<std::string>
PredictCommands(const BestChoice & choice)
{
  if (choice.models.size() == 1)
  {
    return {PredictCommand(choice, 0, "OUTPUT_FOLDER", false)};
  }
  std::vector<std::string> commands;
  std::string inputs;
  for (std::size_t i = 0; i < choice.models.size(); ++i)
  {
    const std::string output = fmt::format("OUTPUT_FOLDER_MODEL_{}", i + 1);
    commands.push_back(PredictCommand(choice, i, output, true));
    inputs += fmt::format(" {}/probabilities", output);
  }
  commands.push_back(fmt::format("voxtome ensemble -i{} --dataset {} -o OUTPUT_FOLDER", inputs,
                                 Word(choice.Best().folder / "dataset.json")));
  return commands;
}

} // namespace

std::vector<std::string>
InferenceCommands(const BestChoice & choice)
{
  std::vector<std::string> commands = PredictCommands(choice);
  if (!choice.rules.structures.empty())
  {
    commands.push_back("voxtome postprocess -i OUTPUT_FOLDER -o OUTPUT_FOLDER_PP --rules " + Word(RulesPath(choice)));
  }
  return commands;
}

std::string
InferenceInstructions(const BestChoice & choice)
{
  const bool hasRules = !choice.rules.structures.empty();
  return fmt::format("Best on the validation cases: {}, mean foreground Dice {}.\n"
                     "Postprocessing: {}, mean foreground Dice {}.\n\n"
                     "To segment the images of INPUT_FOLDER, run in this order:\n\n{}\n\n"
                     "The label maps are in {} then.\n",
                     choice.Best().name, NumberText(choice.Best().dice.foreground), RulesText(choice.rules),
                     NumberText(choice.diceAfterRules.foreground), fmt::join(InferenceCommands(choice), "\n"),
                     hasRules ? "OUTPUT_FOLDER_PP" : "OUTPUT_FOLDER");
}

Json
InferenceInformation(const BestChoice & choice, const FindBestRequest & request)
{
  std::vector<std::string> folds;
  Json considered = Json::array();
  Json results = Json::object();
  Json byStructure = Json::object();
  for (const ScoredCandidate & candidate : choice.candidates)
  {
    results[candidate.name] = NumberJson(candidate.dice.foreground);
    byStructure[candidate.name] = StructuresJson(candidate.dice, choice.description);
    if (candidate.members.size() == 1)
    {
      const Candidate & member = candidate.members.front();
      folds.insert(folds.end(), member.folds.begin(), member.folds.end());
      considered.push_back({{"plans", member.plans},
                            {"configuration", member.configuration},
                            {"trainer", member.trainer},
                            {"folders", member.folders}});
    }
  }
  Json selected = Json::array();
  for (std::size_t i = 0; i < choice.models.size(); ++i)
  {
    const Candidate & member = choice.Best().members[i];
    selected.push_back({{"configuration", member.configuration},
                        {"trainer", member.trainer},
                        {"plans_identifier", member.plans},
                        {"model", choice.models[i].path.string()},
                        {"folds", FoldsJson(member.folds)}});
  }
  const fs::path plans = choice.Best().folder / "plans.json";
  return {{"folds", FoldsJson(folds)},
          {"dataset_name_or_id", choice.dataset},
          {"considered_models", considered},
          {"ensembling_allowed", request.ensembles},
          {"all_results", results},
          {"mean_dice", byStructure},
          {"best_model_or_ensemble",
           {{"name", choice.Best().name},
            {"result_on_crossval_pre_pp", NumberJson(choice.Best().dice.foreground)},
            {"result_on_crossval_post_pp", NumberJson(choice.diceAfterRules.foreground)},
            {"postprocessing_file", RulesPath(choice).string()},
            {"some_plans_file", plans.string()},
            {"selected_model_or_models", selected}}},
          {"commands", InferenceCommands(choice)},
          {"program", RunManifest("find-best", ToJson(request))}};
}

std::string
ChoiceTable(const BestChoice & choice)
{
  std::vector<std::vector<std::string>> rows{{"mean Dice of"}};
  for (const LabelEntry & structure : choice.description.Foreground())
  {
    rows.front().push_back(structure.name);
  }
  rows.front().push_back("foreground");
  for (const ScoredCandidate & candidate : choice.candidates)
  {
    rows.push_back({candidate.name});
    for (const std::optional<double> & dice : candidate.dice.structures)
    {
      rows.back().push_back(NumberText(dice));
    }
    rows.back().push_back(NumberText(candidate.dice.foreground));
  }
  return TextTable(rows);
}

} // namespace vox
