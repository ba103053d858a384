// SPDX-License-Identifier: Apache-2.0
#include "voxError.h"
#include "voxModel.h"
#include "voxModelMetadata.h"
#include "voxRequireFittingWeights.h"
#include "voxSafetensors.h"
#include "voxTensorBytes.h"

#include <algorithm>
#include <vector>

namespace vox
{
namespace
{

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
AddWeights(Model & model, const SafetensorsFile & file, const std::string & where)
{
  for (const TensorView & view : file.Tensors())
  {
    const auto fold = std::find_if(model.folds.begin(), model.folds.end(), [&](const FoldWeights & candidate) {
      return view.name.starts_with(Prefix(candidate));
    });
    if (fold == model.folds.end())
    {
      Fail(ErrorKind::BadModel, "{}: tensor '{}' belongs to none of the {} folds of the model", where, view.name,
           model.folds.size());
    }
    fold->weights[view.name.substr(Prefix(*fold).size())] = MappedTensor(file, view);
  }
}

} // namespace

void
WriteModel(const std::filesystem::path & path, const Model & model, WeightPrecision precision)
{
  Metadata metadata = MetadataOf(model);
  (void)ModelFromMetadata(metadata, path.string());
  RequireFittingFolds(model, path.string());

  const at::ScalarType type = precision == WeightPrecision::BFloat16 ? at::kBFloat16 : at::kFloat;
  std::vector<at::Tensor> stored; // owns the bytes that the views show
  std::vector<TensorView> views;
  for (const FoldWeights & fold : model.folds)
  {
    for (const auto & [key, weight] : fold.weights)
    {
      stored.push_back(weight.detach().to(at::kCPU, type).contiguous());
      views.push_back(ViewOfTensor(Prefix(fold) + key, stored.back()));
    }
  }
  metadata[tensorDigestKey] = TensorDigest(views);
  WriteSafetensors(path, views, metadata);
}

Model
ReadModel(const std::filesystem::path & path)
{
  const std::string where = path.string();
  const SafetensorsFile file(path);
  Model model = ModelFromMetadata(file.Metadata(), where);
  const auto expected = file.Metadata().find(tensorDigestKey);
  if (const std::string found = TensorDigest(file.Tensors());
      expected == file.Metadata().end() || found != expected->second)
  {
    Fail(ErrorKind::BadModel, "{}: the weights have the SHA-256 {}, expected {}; the file is damaged: copy it again",
         where, found, expected == file.Metadata().end() ? "one in the metadata" : expected->second);
  }
  AddWeights(model, file, where);
  RequireFittingFolds(model, where);
  return model;
}

} // namespace vox
