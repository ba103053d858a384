// SPDX-License-Identifier: Apache-2.0
#include "voxEvaluationRecord.h"

#include "voxError.h"
#include "voxMetricRegistry.h"
#include "voxPrintable.h"
#include "voxReadVolume.h"
#include "voxStatistic.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <set>

namespace vox
{
namespace
{

constexpr const char * kSummary = "summary.json";

std::filesystem::path
SummaryFile(const std::filesystem::path & path)
{
  return std::filesystem::is_directory(path) ? path / kSummary : path;
}

class Reader
{
public:
  explicit Reader(const std::filesystem::path & file) : m_File(file), m_Json(ReadJson(file)) {}

  EvaluationRecord
  Read()
  {
    EvaluationRecord record;
    record.file = m_File;
    const Json cases = m_Json.is_object() ? m_Json.value("metric_per_case", Json()) : Json();
    if (!cases.is_array() || cases.empty())
    {
      Fail(ErrorKind::BadInput, "{}: found no cases (metric_per_case), expected a summary.json of evaluate or nnU-Net",
           m_File.string());
    }
    std::set<std::string> names;
    for (const Json & entry : cases)
    {
      record.cases.push_back(Case(entry, record.structures));
      if (!names.insert(record.cases.back().name).second)
      {
        Fail(ErrorKind::BadInput, "{}: found two cases named {}, expected a name for each", m_File.string(),
             Printable(record.cases.back().name));
      }
    }
    record.measures = Measures(record);
    for (const auto & [key, target] : {std::pair{"definitions", &record.definitions},
                                       {"program", &record.program},
                                       {"confusion", &record.confusion}})
    {
      *target = m_Json.value(key, Json());
    }
    return record;
  }

private:
  RecordedCase
  Case(const Json & entry, std::vector<RecordedStructure> & structures) const
  {
    const Json metrics = entry.is_object() ? entry.value("metrics", Json()) : Json();
    if (!metrics.is_object() || !Text(entry, "reference_file") || !Text(entry, "prediction_file"))
    {
      Fail(ErrorKind::BadInput, "{}: found a case without metrics, reference_file or prediction_file, expected all",
           m_File.string());
    }
    RecordedCase ofCase;
    ofCase.reference = *Text(entry, "reference_file");
    ofCase.prediction = *Text(entry, "prediction_file");
    ofCase.name = ImageStem(ofCase.reference);
    if (structures.empty())
    {
      for (const auto & [key, values] : metrics.items())
      {
        structures.push_back({key, NameOfStructure(key)});
      }
      std::ranges::stable_sort(structures, {},
                               [](const RecordedStructure & structure) { return NumberOf(structure.key); });
    }
    for (const RecordedStructure & structure : structures)
    {
      if (metrics.size() != structures.size() || !metrics.contains(structure.key))
      {
        Fail(ErrorKind::BadInput, "{}: {}: found other structures than those of the first case", m_File.string(),
             Printable(ofCase.name));
      }
      ofCase.measures.push_back(Values(metrics.at(structure.key), ofCase.name));
    }
    return ofCase;
  }

  static std::optional<std::string>
  Text(const Json & entry, const char * key)
  {
    const auto found = entry.find(key);
    return found != entry.end() && found->is_string() ? std::optional(found->get<std::string>()) : std::nullopt;
  }

  /** The first number of a key, which files sort as text. */
  static std::int64_t
  NumberOf(const std::string & key)
  {
    std::int64_t number = std::numeric_limits<std::int64_t>::max();
    const std::size_t first = key.find_first_of("0123456789");
    std::from_chars(key.data() + std::min(first, key.size()), key.data() + key.size(), number);
    return number;
  }

  std::string
  NameOfStructure(const std::string & key) const
  {
    const Json names = m_Json.value("names", Json::object());
    return names.is_object() ? Text(names, key.c_str()).value_or(key) : key;
  }

  std::map<std::string, RecordedValue>
  Values(const Json & json, const std::string & ofCase) const
  {
    std::map<std::string, RecordedValue> values;
    for (const auto & [key, value] : json.items())
    {
      constexpr double Infinity = std::numeric_limits<double>::infinity();
      const bool isInfinite = value.is_string() && (value == "inf" || value == "-inf");
      if (!value.is_number() && !value.is_null() && !isInfinite)
      {
        Fail(ErrorKind::BadInput, "{}: {}: {}: found {}, expected a number, null, \"inf\" or \"-inf\"", m_File.string(),
             Printable(ofCase), Printable(key), Printable(value.dump()));
      }
      values[key] = value.is_number() ? RecordedValue(value.get<double>())
                    : isInfinite      ? RecordedValue(value == "inf" ? Infinity : -Infinity)
                                      : std::nullopt;
    }
    return values;
  }

  static std::vector<std::string>
  Measures(const EvaluationRecord & record)
  {
    std::set<std::string> found;
    for (const RecordedCase & ofCase : record.cases)
    {
      for (const auto & values : ofCase.measures)
      {
        std::ranges::transform(values, std::inserter(found, found.end()),
                               [](const auto & value) { return value.first; });
      }
    }
    std::vector<std::string> measures(found.begin(), found.end());
    std::ranges::stable_sort(measures, {}, [](const std::string & key) {
      const MetricEntry * entry = FindMetric(key);
      return entry == nullptr ? std::ssize(MetricRegistry()) : entry - MetricRegistry().data();
    });
    return measures;
  }

  std::filesystem::path m_File;
  Json m_Json;
};

} // namespace

RecordedValue
RecordedCase::Value(std::size_t structure, const std::string & measure) const
{
  const auto found = measures[structure].find(measure);
  return found == measures[structure].end() ? std::nullopt : found->second;
}

RecordedValue
RecordedCase::Mean(const std::string & measure) const
{
  std::vector<RecordedValue> values;
  for (std::size_t i = 0; i < measures.size(); ++i)
  {
    values.push_back(Value(i, measure));
  }
  return MeanOfDefined(values);
}

bool
RecordedCase::IsMissed(std::size_t structure) const
{
  return Value(structure, "n_ref").value_or(0.0) > 0.0 && Value(structure, "n_pred") == RecordedValue(0.0);
}

bool
RecordedCase::IsHallucinated(std::size_t structure) const
{
  return Value(structure, "n_pred").value_or(0.0) > 0.0 && Value(structure, "n_ref") == RecordedValue(0.0);
}

std::vector<RecordedValue>
EvaluationRecord::Values(std::size_t structure, const std::string & measure) const
{
  std::vector<RecordedValue> values;
  for (const RecordedCase & ofCase : cases)
  {
    values.push_back(ofCase.Value(structure, measure));
  }
  return values;
}

std::vector<RecordedValue>
EvaluationRecord::CaseMeans(const std::string & measure) const
{
  std::vector<RecordedValue> values;
  for (const RecordedCase & ofCase : cases)
  {
    values.push_back(ofCase.Mean(measure));
  }
  return values;
}

bool
EvaluationRecord::Has(const std::string & measure) const
{
  return std::ranges::find(measures, measure) != measures.end();
}

bool
IsEvaluation(const std::filesystem::path & path)
{
  return std::filesystem::is_directory(path) ? std::filesystem::exists(path / kSummary) : path.extension() == ".json";
}

EvaluationRecord
ReadEvaluationRecord(const std::filesystem::path & path)
{
  return Reader(SummaryFile(path)).Read();
}

std::filesystem::path
ResolveCaseFile(const EvaluationRecord & record, const std::filesystem::path & written)
{
  const std::filesystem::path folder = record.file.parent_path();
  for (const std::filesystem::path & path : {written, folder / written, folder / written.filename()})
  {
    if (std::filesystem::exists(path))
    {
      return path;
    }
  }
  return {};
}

} // namespace vox
