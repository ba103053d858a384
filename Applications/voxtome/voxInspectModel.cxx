// SPDX-License-Identifier: Apache-2.0
#include "voxCaseFile.h"
#include "voxInspection.h"
#include "voxLayerTable.h"
#include "voxOpenModel.h"
#include "voxPlanTable.h"
#include "voxSafetensors.h"
#include "voxTextTable.h"

namespace vox
{
namespace
{

std::string
ShapeText(const at::Tensor & tensor)
{
  return fmt::format("{} ({})", fmt::join(tensor.sizes(), " x "), at::toString(tensor.scalar_type()));
}

std::int64_t
CountWeights(const FoldWeights & fold)
{
  std::int64_t count = 0;
  for (const auto & [key, tensor] : fold.weights)
  {
    count += tensor.numel();
  }
  return count;
}

Inspection
InspectCase(const std::filesystem::path & file)
{
  const TrainingCase c = OpenCaseFile(file);
  std::vector<std::int64_t> locations;
  for (const at::Tensor & list : c.locations)
  {
    locations.push_back(list.size(0));
  }
  Inspection inspection;
  inspection.text = TextList({{"preprocessed case", c.name},
                              {"image (c, z, y, x)", ShapeText(c.image)},
                              {"labels (z, y, x)", ShapeText(c.labels)},
                              {"locations a structure", fmt::format("{}", fmt::join(locations, ", "))}});
  inspection.json = {{"kind", "case"},
                     {"case", c.name},
                     {"image_shape", c.image.sizes().vec()},
                     {"label_shape", c.labels.sizes().vec()},
                     {"locations", locations},
                     {"record", c.record}};
  return inspection;
}

std::int64_t
WeightsOfAFold(const Model & model)
{
  return model.folds.empty() ? 0 : CountWeights(model.folds.front());
}

/** Where the labels come from that are a further input of the second stage of a cascade. */
std::string
PreviousStageText(const Model & model, const std::string & stage)
{
  if (stage.empty())
  {
    return "none";
  }
  return stage + (model.previousStage ? ", part of this model" : ", not part of this model: its labels must be given");
}

std::string
StageText(const Model & model, const std::string & where)
{
  const std::string previous = model.Configuration().previousStage;
  return TextList({{"configuration", model.configuration},
                   {"folds", fmt::format("{}", fmt::join(model.FoldNames(), ", "))},
                   {"weights a fold", std::to_string(WeightsOfAFold(model))},
                   {"mirror axes (z 0, y 1, x 2)", fmt::format("{}", fmt::join(model.mirrorAxes, ", "))},
                   {"previous stage", PreviousStageText(model, previous)},
                   {"intended use", model.intendedUse.empty() ? "not stated" : model.intendedUse},
                   {"provenance", model.provenance.dump()}}) +
         "\n" + PlanTable(model.plan, where, {model.configuration}) +
         (model.previousStage ? "\nprevious stage\n" + StageText(*model.previousStage, where) : "");
}

std::string
LabelTable(const DatasetDescription & description)
{
  std::vector<std::vector<std::string>> rows{{"label", "values"}};
  for (const LabelEntry & entry : description.labels)
  {
    rows.push_back({entry.name, fmt::format("{}", fmt::join(entry.values, " "))});
  }
  return TextTable(rows);
}

Json
ModelJson(const Model & model)
{
  const PlanConfiguration configuration = model.Configuration();
  Json labels = Json::array();
  for (const LabelEntry & entry : model.description.labels)
  {
    labels.push_back({{"name", entry.name}, {"values", entry.values}});
  }
  return {{"configuration", model.configuration},
          {"network", configuration.network.name},
          {"patch_zyx", ValueToJson(configuration.patchSize)},
          {"folds", model.FoldNames()},
          {"weights", WeightsOfAFold(model)},
          {"mirror_axes", model.mirrorAxes},
          {"labels", labels},
          {"description", ToJson(model.description)},
          {"plan", model.plan.document},
          {"previous_stage", model.previousStage ? ModelJson(*model.previousStage) : Json()},
          {"intended_use", model.intendedUse},
          {"provenance", model.provenance}};
}

} // namespace

Inspection
InspectModel(const std::filesystem::path & path)
{
  const Model model = OpenModel(path);
  Inspection inspection;
  inspection.text = TextList({{"model", path.string()},
                              {"data set", model.description.name},
                              {"channels", fmt::format("{}", fmt::join(model.description.channelNames, ", "))}}) +
                    "\n" + LabelTable(model.description) + "\n" + StageText(model, path.string());
  inspection.json = {{"kind", "model"}, {"file", path.string()}};
  inspection.json.update(ModelJson(model));
  if (!model.folds.empty())
  {
    const Inspection layers = LayerTable(model.MakeNetwork(0), model.Configuration().patchSize);
    inspection.text += "\n" + layers.text;
    for (const char * key : {"layers", "megabytes", "gflop"})
    {
      inspection.json[key] = layers.json[key];
    }
  }
  return inspection;
}

Inspection
InspectSafetensors(const std::filesystem::path & file)
{
  return SafetensorsFile(file).Find("image") != nullptr ? InspectCase(file) : InspectModel(file);
}

} // namespace vox
