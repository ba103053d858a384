// SPDX-License-Identifier: Apache-2.0
#include "voxToyRuns.h"

#include "voxTinyModel.h"
#include "voxWriteVolume.h"

#include <ATen/ATen.h>

namespace vox::testing
{
namespace
{

constexpr std::int64_t kEdge = 3;

at::Tensor
Block(const Volume & volume, std::int64_t x)
{
  return volume.voxels[0].narrow(0, 1, kEdge).narrow(1, 2, kEdge).narrow(2, x, kEdge);
}

Model
ToyModel(const std::string & configuration, const std::string & fold)
{
  TinyModel tiny;
  tiny.dimensions = configuration == "2d" ? 2 : 3;
  tiny.folds = {fold};
  return configuration == "3d_lowres"            ? MakeTinyCascade(tiny, {fold}).first
         : configuration == "3d_cascade_fullres" ? MakeTinyCascade(tiny, {fold}).second
                                                 : MakeTinyModel(tiny);
}

} // namespace

Volume
ToyLabels()
{
  ImageGeometry geometry;
  geometry.size = {9, 11, 12};
  geometry.spacingMm = {1.0, 1.0, 1.0};
  Volume labels = MakeVolume(at::zeros({1, 9, 11, 12}, at::kInt), geometry);
  Block(labels, 1).fill_(1);
  Block(labels, 1 + kEdge).fill_(2);
  return labels;
}

Volume
ToyLabelsMissing(std::int64_t count, std::int64_t first)
{
  Volume labels = ToyLabels();
  at::Tensor front = at::ones({kEdge * kEdge * kEdge}, at::kInt);
  front.narrow(0, first, count).zero_();
  Block(labels, 1).copy_(front.view({kEdge, kEdge, kEdge}));
  return labels;
}

Volume
ToyLabelsWithIsland(std::int64_t missing)
{
  Volume labels = ToyLabelsMissing(missing);
  labels.voxels[0][8][10][11] = 1;
  return labels;
}

Volume
ToyProbabilities(const Volume & labels)
{
  const at::Tensor sure = labels.voxels.eq(ToyLabels().voxels);
  std::vector<at::Tensor> classes;
  for (int label = 0; label < 3; ++label)
  {
    const at::Tensor predicted = labels.voxels.eq(label);
    const at::Tensor truth = ToyLabels().voxels.eq(label);
    classes.push_back(at::where(sure, predicted * 0.9 + 0.05 * predicted.logical_not(),
                                predicted * 0.5 + truth * 0.45 + 0.05 * (predicted + truth).eq(0)));
  }
  return MakeVolume(at::cat(classes).to(at::kFloat), labels.geometry);
}

Json
ToyDataset()
{
  return {{"channel_names", {{"0", "MRI"}}},
          {"labels", {{"background", 0}, {"front", 1}, {"back", 2}}},
          {"numTraining", 1},
          {"file_ending", ".nii.gz"}};
}

void
WriteLabelMaps(const std::filesystem::path & folder, const ToyCases & cases)
{
  std::filesystem::create_directories(folder);
  for (const auto & [name, labels] : cases)
  {
    WriteLabelMap(folder / (name + ".nii.gz"), labels);
  }
}

void
WriteRun(const std::filesystem::path & folder, const ToyRun & run)
{
  Model model = ToyModel(run.configuration, run.fold);
  model.plan.document["plans_name"] = run.plans;
  WriteLabelMaps(folder / "validation", run.cases);
  if (run.probabilities)
  {
    std::filesystem::create_directory(folder / "validation/probabilities");
    for (const auto & [name, labels] : run.cases)
    {
      WriteImage(folder / "validation/probabilities" / (name + ".nii.gz"), ToyProbabilities(labels));
    }
  }
  WriteJson(folder / "validation/summary.json", Json::object());
  WriteJson(folder / "options.json", {{"program", "voxtome"},
                                      {"verb", "train"},
                                      {"options",
                                       {{"dataset", run.dataset},
                                        {"configuration", run.configuration},
                                        {"fold", run.fold},
                                        {"previous_stage", run.previousStage}}}});
  WriteJson(folder / "plans.json", model.plan.document);
  WriteJson(folder / "dataset.json", run.description);
  WriteModel(folder / "model.safetensors", model);
}

} // namespace vox::testing
