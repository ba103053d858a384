// SPDX-License-Identifier: Apache-2.0
#include "voxError.h"
#include "voxModel.h"
#include "voxSafetensors.h"
#include "voxTensorBytes.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <string_view>

namespace vox
{
namespace
{

constexpr std::string_view kFormat = "voxtome-model";
constexpr int kSchema = 1;
constexpr std::string_view kFoldPrefix = "fold_";

/** The value of a metadata key, or a refusal that names it. */
const std::string &
Required(const SafetensorsFile & file, const std::string & key, const std::string & where)
{
  const auto entry = file.Metadata().find(key);
  if (entry == file.Metadata().end())
  {
    Fail(ErrorKind::BadModel, "{}: the model lacks its '{}'; write it again with this program", where, key);
  }
  return entry->second;
}

Json
RequiredJson(const SafetensorsFile & file, const std::string & key, const std::string & where)
{
  Json json = Json::parse(Required(file, key, where), nullptr, false);
  if (json.is_discarded())
  {
    Fail(ErrorKind::BadModel, "{}: '{}' of the model is not valid JSON; the file is damaged", where, key);
  }
  return json;
}

void
RequireModel(const SafetensorsFile & file, const std::string & where)
{
  const auto format = file.Metadata().find("format");
  if (format == file.Metadata().end() || format->second != kFormat)
  {
    Fail(ErrorKind::BadModel,
         "{}: a safetensors file, but not a model of this program; expected model.safetensors of a training", where);
  }
  const Json schema = RequiredJson(file, "schema", where);
  if (!schema.is_number_integer() || schema.get<int>() < 1 || schema.get<int>() > kSchema)
  {
    Fail(ErrorKind::BadModel, "{}: model schema {}, this program reads 1 to {}; use a newer version of it", where,
         schema.dump(), kSchema);
  }
  if (Required(file, "digest", where) != TensorDigest(file.Tensors()))
  {
    Fail(ErrorKind::BadModel, "{}: the weights do not match their SHA-256; the file is damaged, copy it again", where);
  }
}

/** Splits `fold_<name>/<key>`. */
std::pair<std::string, std::string>
FoldAndKey(const std::string & name, const std::string & where)
{
  const std::size_t slash = name.find('/');
  if (!name.starts_with(kFoldPrefix) || slash == std::string::npos)
  {
    Fail(ErrorKind::BadModel, "{}: tensor '{}' belongs to no fold; expected fold_<name>/<key>", where, name);
  }
  return {name.substr(kFoldPrefix.size(), slash - kFoldPrefix.size()), name.substr(slash + 1)};
}

std::vector<FoldWeights>
ReadFolds(const SafetensorsFile & file, const std::string & where)
{
  std::vector<FoldWeights> folds;
  for (const Json & name : RequiredJson(file, "folds", where))
  {
    folds.push_back({name.get<std::string>(), {}});
  }
  for (const TensorView & view : file.Tensors())
  {
    const auto [fold, key] = FoldAndKey(view.name, where);
    const auto target =
        std::find_if(folds.begin(), folds.end(), [&, &wanted = fold](const auto & f) { return f.fold == wanted; });
    if (target == folds.end())
    {
      Fail(ErrorKind::BadModel, "{}: tensor '{}' belongs to a fold that the model does not list", where, view.name);
    }
    target->weights[key] = MappedTensor(file, view);
  }
  if (folds.empty())
  {
    Fail(ErrorKind::BadModel, "{}: the model has no trained fold", where);
  }
  return folds;
}

} // namespace

void
WriteModel(const std::filesystem::path & path, const Model & model, WeightPrecision precision)
{
  std::vector<at::Tensor> stored; // keeps the bytes alive until they are written
  std::vector<TensorView> views;
  Json folds = Json::array();
  for (const FoldWeights & fold : model.folds)
  {
    folds.push_back(fold.fold);
    for (const auto & [key, tensor] : fold.weights)
    {
      const at::ScalarType type = precision == WeightPrecision::BFloat16 ? at::kBFloat16 : at::kFloat;
      stored.push_back(tensor.detach().to(type).contiguous());
      views.push_back(ViewOfTensor(fmt::format("{}{}/{}", kFoldPrefix, fold.fold, key), stored.back()));
    }
  }
  WriteSafetensors(path, views,
                   {{"format", std::string(kFormat)},
                    {"schema", std::to_string(kSchema)},
                    {"plan", model.plan.document.dump()},
                    {"dataset", ToJson(model.description).dump()},
                    {"configuration", model.configuration},
                    {"mirror_axes", Json(model.mirrorAxes).dump()},
                    {"folds", folds.dump()},
                    {"intended_use", model.intendedUse},
                    {"provenance", model.provenance.dump()},
                    {"digest", TensorDigest(views)}});
}

Model
ReadModel(const std::filesystem::path & path)
{
  const std::string where = path.string();
  const SafetensorsFile file(path);
  RequireModel(file, where);
  Model model;
  try
  {
    model.plan = ParsePlan(RequiredJson(file, "plan", where), where);
    model.description = ParseDatasetDescription(RequiredJson(file, "dataset", where), where);
    model.configuration = Required(file, "configuration", where);
    model.mirrorAxes = RequiredJson(file, "mirror_axes", where).get<std::vector<int>>();
    model.intendedUse = Required(file, "intended_use", where);
    model.provenance = RequiredJson(file, "provenance", where);
    model.folds = ReadFolds(file, where);
    const PlanConfiguration configuration = model.plan.Configuration(model.configuration, where);
    for (const FoldWeights & fold : model.folds)
    {
      // Made to be thrown away: a model whose weights do not fit is refused when it is opened, not at the first case.
      Network(configuration.networkName, NetworkOptionsFor(configuration, model.description))
          .LoadParameters(fold.weights, fmt::format("{}, fold {}", where, fold.fold));
    }
  }
  catch (const Json::exception & error)
  {
    Fail(ErrorKind::BadModel, "{}: the description of the model is damaged ({})", where, error.what());
  }
  catch (const Error & error)
  {
    // Whatever is wrong inside a model is a defect of the model.
    throw Error(ErrorKind::BadModel, error.what());
  }
  return model;
}

} // namespace vox
