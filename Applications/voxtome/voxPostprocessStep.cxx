// SPDX-License-Identifier: Apache-2.0
#include "voxPostprocessStep.h"

#include "voxDetermineRules.h"
#include "voxLabelNames.h"
#include "voxOutputPath.h"
#include "voxReadVolume.h"
#include "voxSegmentationFile.h"
#include "voxSummary.h"

namespace vox
{
namespace
{

Json
Means(std::span<const CaseMeasures> cases, const EvaluationOptions & options)
{
  const Json summary = SummaryJson({cases, options});
  return {{"foreground_mean", summary.at("foreground_mean")}, {"mean", summary.at("mean")}};
}

} // namespace

ComponentRules
FindRules(std::span<const LabelPair> pairs, const Structures & structures, const RunContext & context)
{
  const auto read = [&](std::size_t i) {
    Volume reference = ReadLabelMap(pairs[i].reference);
    Volume prediction = ReadLabelMap(pairs[i].prediction);
    RequireSameGeometry(prediction.geometry, pairs[i].prediction.string(), reference.geometry,
                        pairs[i].reference.string());
    return std::pair(std::move(reference), std::move(prediction));
  };
  return DetermineRules(pairs.size(), read, structures.entries, structures.ignoreLabel, context);
}

void
CleanLabelMap(const std::filesystem::path & from, const std::filesystem::path & to, const ComponentRules & rules)
{
  Segmentation labels = ReadOneLayer(from);
  labels.layers.front() = ApplyRules(labels.layers.front(), rules);
  WriteSegmentation(to, labels);
}

void
CleanLabelMaps(const LabelFiles & inputs, const ComponentRules & rules, const std::filesystem::path & folder,
               const RunContext & context)
{
  PrepareFolder(folder);
  double done = 0.0;
  for (const auto & [name, path] : inputs)
  {
    context.ThrowIfCancelled();
    CleanLabelMap(path, folder / path.filename(), rules);
    context.Report(++done / static_cast<double>(inputs.size()), "cleaned " + name);
  }
}

Json
RulesDocument(const ComponentRules & rules, std::span<const CaseMeasures> before, std::span<const CaseMeasures> after,
              const EvaluationOptions & options)
{
  Json document = ToJson(rules);
  document["input_folder"] = Means(before, options);
  document["postprocessed"] = Means(after, options);
  return document;
}

std::string
RulesText(const ComponentRules & rules)
{
  if (rules.structures.empty())
  {
    return "no rule helps: label maps stay as they are";
  }
  std::string text = "keep the largest component of";
  for (const std::vector<std::int64_t> & structure : rules.structures)
  {
    text += fmt::format("{} {}", &structure == &rules.structures.front() ? "" : ", then", fmt::join(structure, " + "));
  }
  return text;
}

} // namespace vox
