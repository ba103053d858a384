// SPDX-License-Identifier: Apache-2.0
#include "voxDetermineRules.h"

#include "voxError.h"
#include "voxOverlap.h"
#include "voxStatistic.h"

#include <algorithm>
#include <limits>
#include <ranges>
#include <vector>

namespace vox
{
namespace
{

/** NaN where neither map holds the structure. */
double
Dice(const ConfusionCounts & counts)
{
  const std::int64_t both = 2 * counts.truePositives + counts.falsePositives + counts.falseNegatives;
  return both > 0 ? 2.0 * static_cast<double>(counts.truePositives) / static_cast<double>(both)
                  : std::numeric_limits<double>::quiet_NaN();
}

/** Measures sets of rules on the cases. */
class RuleTrial
{
public:
  RuleTrial(std::size_t caseCount, const std::function<std::pair<Volume, Volume>(std::size_t)> & read,
            std::span<const LabelEntry> structures, std::optional<std::int64_t> ignoreLabel, const RunContext & context)
      : m_CaseCount(caseCount),
        m_Read(read),
        m_Structures(structures),
        m_IgnoreLabel(ignoreLabel),
        m_Context(context),
        m_Steps(structures.size() > 1 ? structures.size() + 2 : 2)
  {}

  /** Mean Dice of each structure after these rules. */
  [[nodiscard]] std::vector<double>
  MeanDice(const ComponentRules & rules)
  {
    std::vector<std::vector<double>> dice(m_Structures.size());
    for (std::size_t i = 0; i < m_CaseCount; ++i)
    {
      m_Context.ThrowIfCancelled();
      const auto [reference, prediction] = m_Read(i);
      const LabelOverlap overlap =
          CountOverlap(reference, ApplyRules(prediction, rules), AllValues(), m_IgnoreLabel, m_Context.ThreadCount());
      for (std::size_t s = 0; s < m_Structures.size(); ++s)
      {
        dice[s].push_back(Dice(CountsOf(overlap, m_Structures[s].values)));
      }
      m_Context.Report((static_cast<double>(m_Done) + static_cast<double>(i + 1) / static_cast<double>(m_CaseCount)) /
                           static_cast<double>(m_Steps),
                       fmt::format("rule {} of {}", m_Done, m_Steps - 1));
    }
    ++m_Done;
    std::vector<double> means;
    for (const std::vector<double> & cases : dice)
    {
      means.push_back(MeanOfDefined(cases));
    }
    return means;
  }

  /** Every value of any structure, once. */
  [[nodiscard]] std::vector<std::int64_t>
  AllValues() const
  {
    std::vector<std::int64_t> values;
    for (const LabelEntry & structure : m_Structures)
    {
      values.insert(values.end(), structure.values.begin(), structure.values.end());
    }
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    return values;
  }

private:
  std::size_t m_CaseCount;
  const std::function<std::pair<Volume, Volume>(std::size_t)> & m_Read;
  std::span<const LabelEntry> m_Structures;
  std::optional<std::int64_t> m_IgnoreLabel;
  const RunContext & m_Context;
  std::size_t m_Steps;
  std::size_t m_Done = 0;
};

} // namespace

ComponentRules
DetermineRules(std::size_t caseCount, const std::function<std::pair<Volume, Volume>(std::size_t)> & read,
               std::span<const LabelEntry> structures, std::optional<std::int64_t> ignoreLabel,
               const RunContext & context)
{
  if (caseCount == 0 || structures.empty())
  {
    Fail(ErrorKind::BadInput, "postprocessing: found {} cases and {} structures, expected at least one of each",
         caseCount, structures.size());
  }
  RuleTrial trial(caseCount, read, structures, ignoreLabel, context);
  ComponentRules adopted;
  std::vector<double> best = trial.MeanDice(adopted);

  ComponentRules tried{{trial.AllValues()}};
  std::vector<double> dice = trial.MeanDice(tried);
  const bool anyFalls = std::ranges::any_of(std::views::iota(std::size_t{0}, dice.size()),
                                            [&](std::size_t s) { return dice[s] < best[s]; });
  if (MeanOfDefined(dice) > MeanOfDefined(best) && !anyFalls)
  {
    adopted = tried;
    best = dice;
  }
  for (std::size_t s = 0; s < structures.size() && structures.size() > 1; ++s)
  {
    tried = adopted;
    tried.structures.push_back(structures[s].values);
    dice = trial.MeanDice(tried);
    if (dice[s] > best[s])
    {
      adopted = tried;
      best = dice;
    }
  }
  return adopted;
}

} // namespace vox
