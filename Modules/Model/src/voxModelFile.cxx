// SPDX-License-Identifier: Apache-2.0
#include "voxError.h"
#include "voxModel.h"
#include "voxModelMetadata.h"
#include "voxModelStages.h"
#include "voxRequireFittingWeights.h"
#include "voxSafetensors.h"
#include "voxTensorBytes.h"

#include <algorithm>
#include <map>
#include <vector>

namespace vox
{
namespace
{

/** Tensors of one stage, by their names in it. */
using StageTensors = std::map<std::string, const TensorView *>;

const std::string kPreviousStagePrefix = std::string(previousStageKey) + "/";

std::string
Prefix(const FoldWeights & fold)
{
  return "fold_" + fold.fold + "/";
}

void
RequireFittingFolds(const Model & model, const std::string & where)
{
  RequireFittingWeights(model, where, [&](const FoldWeights & fold) { return where + ": fold " + fold.fold; });
}

void
AddWeights(Model & model, const SafetensorsFile & file, const StageTensors & tensors, const std::string & where)
{
  for (const auto & [name, view] : tensors)
  {
    const auto fold = std::find_if(model.folds.begin(), model.folds.end(),
                                   [&](const FoldWeights & candidate) { return name.starts_with(Prefix(candidate)); });
    if (fold == model.folds.end())
    {
      Fail(ErrorKind::BadModel, "{}: tensor '{}' belongs to none of the {} folds of the model", where, view->name,
           model.folds.size());
    }
    fold->weights[name.substr(Prefix(*fold).size())] = MappedTensor(file, *view);
  }
}

/** Takes the tensors of the stage before away from those of this one. */
StageTensors
TakePreviousStage(StageTensors & tensors)
{
  StageTensors previous;
  std::erase_if(tensors, [&](const auto & entry) {
    const bool isPrevious = entry.first.starts_with(kPreviousStagePrefix);
    if (isPrevious)
    {
      previous.emplace(entry.first.substr(kPreviousStagePrefix.size()), entry.second);
    }
    return isPrevious;
  });
  return previous;
}

Model
ReadStage(const SafetensorsFile & file, const Metadata & metadata, StageTensors tensors, const std::string & where)
{
  Model model = ModelFromMetadata(metadata, where);
  if (const auto previous = PreviousStageMetadata(metadata, where))
  {
    const std::string inside = fmt::format("{}: {}", where, previousStageKey);
    StageTensors own = TakePreviousStage(tensors);
    model.previousStage = std::make_shared<const Model>(ReadStage(file, *previous, std::move(own), inside));
  }
  AddWeights(model, file, tensors, where);
  RequireFittingFolds(model, where);
  RequirePreviousStage(model, where);
  return model;
}

/** The tensors of all stages in the type to store; the views show bytes that `stored` owns. */
void
AddViews(const Model & model, const std::string & prefix, at::ScalarType type, std::vector<at::Tensor> & stored,
         std::vector<TensorView> & views)
{
  for (const FoldWeights & fold : model.folds)
  {
    for (const auto & [key, weight] : fold.weights)
    {
      stored.push_back(weight.detach().to(at::kCPU, type).contiguous());
      views.push_back(ViewOfTensor(prefix + Prefix(fold) + key, stored.back()));
    }
  }
  if (model.previousStage)
  {
    AddViews(*model.previousStage, prefix + kPreviousStagePrefix, type, stored, views);
  }
}

/** What ReadStage looks at. */
void
RequireReadable(const Model & model, const std::string & where)
{
  (void)ModelFromMetadata(MetadataOf(model), where);
  RequireFittingFolds(model, where);
  RequirePreviousStage(model, where);
  if (model.previousStage)
  {
    RequireReadable(*model.previousStage, fmt::format("{}: {}", where, previousStageKey));
  }
}

} // namespace

void
WriteModel(const std::filesystem::path & path, const Model & model, WeightPrecision precision)
{
  RequireReadable(model, path.string());
  const at::ScalarType type = precision == WeightPrecision::BFloat16 ? at::kBFloat16 : at::kFloat;
  std::vector<at::Tensor> stored;
  std::vector<TensorView> views;
  AddViews(model, "", type, stored, views);
  Metadata metadata = MetadataOf(model);
  metadata[tensorDigestKey] = TensorDigest(views);
  WriteSafetensors(path, views, metadata);
}

Model
ReadModel(const std::filesystem::path & path)
{
  const std::string where = path.string();
  const SafetensorsFile file(path);
  (void)ModelFromMetadata(file.Metadata(), where); // a file of another program has no digest to compare
  const auto expected = file.Metadata().find(tensorDigestKey);
  if (const std::string found = TensorDigest(file.Tensors());
      expected == file.Metadata().end() || found != expected->second)
  {
    Fail(ErrorKind::BadModel, "{}: the weights have the SHA-256 {}, expected {}; the file is damaged: copy it again",
         where, found, expected == file.Metadata().end() ? "one in the metadata" : expected->second);
  }
  StageTensors tensors;
  for (const TensorView & view : file.Tensors())
  {
    tensors.emplace(view.name, &view);
  }
  return ReadStage(file, file.Metadata(), std::move(tensors), where);
}

} // namespace vox
