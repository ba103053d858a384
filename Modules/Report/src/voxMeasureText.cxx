// SPDX-License-Identifier: Apache-2.0
#include "voxMeasureText.h"

#include "voxMetricRegistry.h"

#include <algorithm>
#include <cmath>

namespace vox
{
namespace
{

int
Decimals(const std::string & measure)
{
  const MetricEntry * entry = FindMetric(measure);
  return entry == nullptr ? 3 : entry->decimals;
}

} // namespace

std::string
MeasureHeading(const std::string & measure)
{
  if (measure == "volume_ref_ml" || measure == "volume_pred_ml")
  {
    return measure == "volume_ref_ml" ? "reference, ml" : "prediction, ml";
  }
  const MetricEntry * entry = FindMetric(measure);
  if (entry == nullptr || entry->unit.empty())
  {
    return measure;
  }
  std::string name = measure;
  if (const std::string suffix = fmt::format("_{}", entry->unit); name.ends_with(suffix))
  {
    name.resize(name.size() - suffix.size());
    std::ranges::replace(name, '_', ' ');
  }
  return fmt::format("{}, {}", name, entry->unit);
}

std::string
MeasureText(const RecordedValue & value, const std::string & measure)
{
  if (!value || std::isnan(*value))
  {
    return "-";
  }
  if (std::isinf(*value))
  {
    return *value > 0.0 ? "inf" : "-inf";
  }
  return fmt::format("{:.{}f}", *value, Decimals(measure));
}

std::string
IntervalText(const std::optional<Interval> & interval, const std::string & measure)
{
  return interval ? fmt::format("{} to {}", MeasureText(interval->low, measure), MeasureText(interval->high, measure))
                  : "-";
}

std::vector<std::string>
Present(const EvaluationRecord & record, std::span<const char * const> measures)
{
  std::vector<std::string> present;
  for (const char * wanted : measures)
  {
    // HD95 is the entry of every percentile.
    const auto found = std::ranges::find_if(record.measures, [wanted](const std::string & key) {
      const MetricEntry * entry = FindMetric(key);
      return key == wanted || (entry != nullptr && entry->name == wanted);
    });
    if (found != record.measures.end())
    {
      present.push_back(*found);
    }
  }
  return present;
}

} // namespace vox
