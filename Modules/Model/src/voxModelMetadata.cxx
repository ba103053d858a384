// SPDX-License-Identifier: Apache-2.0
#include "voxModelMetadata.h"

#include "voxPrintable.h"
#include "voxRethrowAs.h"
#include "voxSafetensors.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <set>

namespace vox
{
namespace
{

constexpr int kSchema = 1;
constexpr const char * kSchemaKey = "voxtome_schema";
constexpr const char * kDigestKey = "sha256_metadata";
constexpr const char * kFingerprintKey = "fingerprint";

/** SHA-256 of all keys and values but the digests themselves. */
std::string
MetadataDigest(const Metadata & metadata)
{
  std::string text;
  for (const auto & [key, value] : metadata)
  {
    if (key != kDigestKey && key != tensorDigestKey)
    {
      text += fmt::format("{}\n{}\n{}\n", key, value.size(), value);
    }
  }
  const TensorView view{"metadata", "U8", {static_cast<std::int64_t>(text.size())}, std::as_bytes(std::span(text))};
  return TensorDigest({&view, 1});
}

const std::string &
Entry(const Metadata & metadata, const char * key, const std::string & where)
{
  const auto entry = metadata.find(key);
  if (entry == metadata.end())
  {
    Fail(ErrorKind::BadModel, "{}: the metadata key '{}' is missing; the file is not complete", where, key);
  }
  return entry->second;
}

void
CheckSchema(const Metadata & metadata, const std::string & where)
{
  const auto entry = metadata.find(kSchemaKey);
  if (entry == metadata.end())
  {
    std::vector<std::string> keys;
    for (const auto & [key, value] : metadata)
    {
      keys.push_back(Printable(key));
    }
    Fail(ErrorKind::BadModel,
         "{}: a safetensors file, but not a model of this program: found the metadata keys [{}], expected '{}'", where,
         fmt::join(keys, ", "), kSchemaKey);
  }
  const std::string & text = entry->second;
  int schema = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), schema);
  if (error != std::errc() || end != text.data() + text.size() || schema < 1 || schema > kSchema)
  {
    Fail(ErrorKind::BadModel, "{}: found model schema '{}', this program reads 1 to {}; use a newer version", where,
         Printable(text), kSchema);
  }
}

void
CheckLists(const Model & model, const std::string & where)
{
  std::set<std::string> names;
  for (const FoldWeights & fold : model.folds)
  {
    if (fold.fold.empty() || fold.fold.find('/') != std::string::npos || !names.insert(fold.fold).second)
    {
      Fail(ErrorKind::BadModel, "{}: the fold name '{}' is empty, holds a '/' or stands twice", where, fold.fold);
    }
  }
  if (model.folds.empty())
  {
    Fail(ErrorKind::BadModel, "{}: the model has no fold, expected at least one", where);
  }
  const std::set<int> axes(model.mirrorAxes.begin(), model.mirrorAxes.end());
  if (axes.size() != model.mirrorAxes.size() || (!axes.empty() && (*axes.begin() < 0 || *axes.rbegin() > 2)))
  {
    Fail(ErrorKind::BadModel, "{}: found the mirror axes [{}], expected some of 0, 1, 2, each once", where,
         fmt::join(model.mirrorAxes, ", "));
  }
}

} // namespace

Metadata
MetadataOf(const Model & model)
{
  Json folds = Json::array();
  for (const FoldWeights & fold : model.folds)
  {
    folds.push_back(fold.fold);
  }
  Metadata metadata{{kSchemaKey, std::to_string(kSchema)},
                    {"plan", model.plan.document.dump()},
                    {"description", ToJson(model.description).dump()},
                    {"configuration", model.configuration},
                    {"folds", folds.dump()},
                    {"mirror_axes", ValueToJson(model.mirrorAxes).dump()},
                    {"intended_use", model.intendedUse},
                    {"provenance", model.provenance.dump()}};
  if (!model.fingerprint.is_null())
  {
    metadata[kFingerprintKey] = model.fingerprint.dump();
  }
  if (model.previousStage)
  {
    metadata[previousStageKey] = Json(MetadataOf(*model.previousStage)).dump();
  }
  metadata[kDigestKey] = MetadataDigest(metadata);
  return metadata;
}

Model
ModelFromMetadata(const Metadata & metadata, const std::string & where)
{
  CheckSchema(metadata, where);
  if (const std::string found = MetadataDigest(metadata); found != Entry(metadata, kDigestKey, where))
  {
    Fail(ErrorKind::BadModel, "{}: the metadata have the SHA-256 {}, expected {}; the file is damaged or was changed",
         where, found, Printable(Entry(metadata, kDigestKey, where)));
  }
  return RethrowAs(ErrorKind::BadModel, [&] {
    const auto json = [&](const char * key) {
      return ParseJson(Entry(metadata, key, where), fmt::format("{}: {}", where, key));
    };
    Model model;
    model.plan = ParsePlan(json("plan"), where + ": plan");
    model.description = ParseDatasetDescription(json("description"), where + ": description");
    model.configuration = Entry(metadata, "configuration", where);
    std::vector<std::string> folds;
    ValueFromJson(json("folds"), folds, where + ": folds");
    for (const std::string & fold : folds)
    {
      model.folds.push_back({fold, {}});
    }
    ValueFromJson(json("mirror_axes"), model.mirrorAxes, where + ": mirror_axes");
    model.intendedUse = Entry(metadata, "intended_use", where);
    model.provenance = json("provenance");
    if (metadata.contains(kFingerprintKey))
    {
      model.fingerprint = json(kFingerprintKey);
    }
    CheckLists(model, where);
    return model;
  });
}

std::optional<Metadata>
PreviousStageMetadata(const Metadata & metadata, const std::string & where)
{
  const auto entry = metadata.find(previousStageKey);
  if (entry == metadata.end())
  {
    return std::nullopt;
  }
  return RethrowAs(ErrorKind::BadModel, [&] {
    const Json json = ParseJson(entry->second, fmt::format("{}: {}", where, previousStageKey));
    Metadata stage;
    for (const auto & [key, value] : json.items())
    {
      ValueFromJson(value, stage[key], fmt::format("{}: {}: {}", where, previousStageKey, key));
    }
    return stage;
  });
}

} // namespace vox
