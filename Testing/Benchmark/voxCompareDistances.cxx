// SPDX-License-Identifier: Apache-2.0
#include "voxCompareRows.h"
#include "voxEvaluation.h"
#include "voxMeasure.h"
#include "voxReadVolume.h"

#include <ATen/ATen.h>

#include <limits>

namespace vox::benchmark
{

// All measures of all structures of two label maps, read before; one row of values a structure.
Json
CompareDistances(const Json & settings)
{
  const Volume reference = ReadLabelMap(settings.at("reference").get<std::string>());
  const Volume prediction = ReadLabelMap(settings.at("prediction").get<std::string>());
  std::vector<LabelEntry> structures;
  for (std::int64_t value = 1; value <= settings.at("structures").get<std::int64_t>(); ++value)
  {
    structures.push_back({fmt::format("{}", value), {value}});
  }
  EvaluationOptions options;
  options.nsdToleranceMm = settings.at("tolerance_mm").get<double>();
  options.hausdorffDefinition =
      ParseEnum<HausdorffDefinition>(settings.at("definition").get<std::string>(), "definition");
  RunContext context;
  context.threads = settings.at("threads").get<int>();
  CaseMeasures measures;
  const Json result = Measure(
      settings, [&] { measures = EvaluateCase(reference, prediction, structures, options, std::nullopt, context); });
  std::vector<double> values;
  for (const StructureMeasures & of : measures.structures)
  {
    for (const auto & value : {of.dice, of.hausdorffMm, of.hausdorff95Mm, of.assdMm, of.masdMm, of.nsd})
    {
      values.push_back(value.value_or(std::numeric_limits<double>::quiet_NaN()));
    }
  }
  WriteTensors(settings.at("output").get<std::string>(), {{"measures", at::tensor(values, at::kDouble).view({-1, 6})}});
  return result;
}

} // namespace vox::benchmark
