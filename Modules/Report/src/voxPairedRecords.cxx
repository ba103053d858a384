// SPDX-License-Identifier: Apache-2.0
#include "voxPairedRecords.h"

#include "voxError.h"
#include "voxPrintable.h"
#include "voxStatistic.h"

#include <algorithm>
#include <set>

namespace vox
{
namespace
{

/** Where the entry of this key is; nothing where there is none. */
template <typename TEntry>
std::optional<std::size_t>
PositionOf(const std::vector<TEntry> & entries, const std::string & key, std::string TEntry::*field)
{
  const auto found = std::ranges::find(entries, key, field);
  return found == entries.end() ? std::nullopt : std::optional<std::size_t>(found - entries.begin());
}

/** Gives each model the positions of what all have, in the order of the first. */
template <typename TEntry>
std::vector<std::vector<std::size_t>>
Common(std::span<const ComparedModel> models, std::vector<TEntry> EvaluationRecord::*entries,
       std::string TEntry::*field)
{
  std::vector<std::vector<std::size_t>> positions(models.size());
  for (const TEntry & entry : models.front().record.*entries)
  {
    std::vector<std::size_t> found;
    for (const ComparedModel & model : models)
    {
      if (const auto position = PositionOf(model.record.*entries, entry.*field, field))
      {
        found.push_back(*position);
      }
    }
    for (std::size_t i = 0; found.size() == models.size() && i < models.size(); ++i)
    {
      positions[i].push_back(found[i]);
    }
  }
  return positions;
}

} // namespace

PairedRecords::PairedRecords(std::span<const ComparedModel> models) : m_Models(models)
{
  if (models.size() < 2)
  {
    Fail(ErrorKind::BadInput, "comparison: found {} evaluations, expected two or more", models.size());
  }
  std::set<std::string> names;
  for (const ComparedModel & model : models)
  {
    if (!names.insert(model.name).second)
    {
      Fail(ErrorKind::BadInput,
           "comparison: found two models named {}, expected a name for each; give them with --models",
           Printable(model.name));
    }
  }
  m_CaseAt = Common(models, &EvaluationRecord::cases, &RecordedCase::name);
  m_StructureAt = Common(models, &EvaluationRecord::structures, &RecordedStructure::key);
  if (m_CaseAt.front().empty() || m_StructureAt.front().empty())
  {
    Fail(ErrorKind::BadInput, "{}: found no {} that all others have too, expected evaluations of the same cases",
         models.front().record.file.string(), m_CaseAt.front().empty() ? "case" : "structure");
  }
  for (const std::size_t position : m_CaseAt.front())
  {
    m_Cases.push_back(models.front().record.cases[position].name);
  }
  for (const std::size_t position : m_StructureAt.front())
  {
    m_Structures.push_back(models.front().record.structures[position]);
  }
}

bool
PairedRecords::Have(const std::string & measure) const
{
  return std::ranges::all_of(m_Models, [&](const ComparedModel & model) { return model.record.Has(measure); });
}

std::vector<RecordedValue>
PairedRecords::Values(std::size_t model, std::size_t structure, const std::string & measure) const
{
  std::vector<RecordedValue> values;
  for (const std::size_t position : m_CaseAt[model])
  {
    values.push_back(m_Models[model].record.cases[position].Value(m_StructureAt[model][structure], measure));
  }
  return values;
}

std::vector<RecordedValue>
PairedRecords::CaseMeans(std::size_t model, const std::string & measure) const
{
  std::vector<RecordedValue> means;
  for (const std::size_t position : m_CaseAt[model])
  {
    std::vector<RecordedValue> values;
    for (const std::size_t structure : m_StructureAt[model])
    {
      values.push_back(m_Models[model].record.cases[position].Value(structure, measure));
    }
    means.push_back(MeanOfDefined(values));
  }
  return means;
}

std::vector<std::string>
PairedRecords::Differences() const
{
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < m_Models.size(); ++i)
  {
    const EvaluationRecord & record = m_Models[i].record;
    if (record.cases.size() > m_Cases.size() || record.structures.size() > m_Structures.size())
    {
      lines.push_back(fmt::format("{} has {} cases and {} structures; the {} cases and {} structures that all have are "
                                  "compared.",
                                  m_Models[i].name, record.cases.size(), record.structures.size(), m_Cases.size(),
                                  m_Structures.size()));
    }
    const Json & first = m_Models.front().record.definitions;
    if (i > 0 && record.definitions != first)
    {
      lines.push_back(fmt::format("{} was not measured with the options of {}; their distances may not compare.",
                                  m_Models[i].name, m_Models.front().name));
    }
  }
  return lines;
}

} // namespace vox
