// SPDX-License-Identifier: Apache-2.0
#include "voxTrainValidation.h"

#include "voxFoldValidation.h"
#include "voxLabelledCase.h"
#include "voxOutputPath.h"
#include "voxPredictionFiles.h"
#include "voxReadVolume.h"
#include "voxSummary.h"

namespace vox
{

std::vector<CaseMeasures>
ValidateFold(const Model & model, std::span<const CaseFiles> cases, const PreviousStageFiles & previousStage,
             const std::filesystem::path & folder, bool probabilities, const EvaluationOptions & evaluation,
             const RunContext & context)
{
  PrepareFolder(folder);
  PredictOptions options;
  options.probabilities = probabilities;
  Predictor predictor(model, options);
  std::map<std::string, const CaseFiles *> filesOf;
  std::vector<std::string> names;
  for (const CaseFiles & files : cases)
  {
    filesOf.emplace(files.name, &files);
    names.push_back(files.name);
  }
  const auto read = [&](const std::string & name) {
    LabelledVolume volume = ReadLabelledCase(*filesOf.at(name), model.description);
    ValidationCase result{std::move(volume.image), std::move(volume.labels), {}};
    if (const auto file = previousStage.find(name); file != previousStage.end())
    {
      result.previousStage = ReadLabelMap(file->second);
    }
    return result;
  };
  const auto write = [&](const std::string & name, const Prediction & prediction) {
    WritePrediction(folder / (name + model.description.fileEnding), prediction, model.description, std::nullopt);
  };
  std::vector<CaseMeasures> measures =
      ValidateCases(predictor, model.description, names, read, write, evaluation, context);
  WriteJson(folder / "summary.json", SummaryJson({measures, evaluation}));
  return measures;
}

} // namespace vox
