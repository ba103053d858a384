// SPDX-License-Identifier: Apache-2.0
#include "voxWilcoxon.h"

#include "voxError.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

namespace vox
{
namespace
{

/** Beyond it the counts of subsets would no longer be exact in double, and the approximation is good. */
constexpr std::size_t kLargestExact = 50;

/** Twice the ranks, so that shared ones are whole numbers. */
struct DoubledRanks
{
  std::vector<std::int64_t> ranks;
  std::int64_t ofPositive = 0;
  double tieTerm = 0.0; ///< sum of t^3 - t over the groups of equal values
};

DoubledRanks
Rank(std::vector<double> differences)
{
  std::ranges::sort(differences, {}, [](double value) { return std::abs(value); });
  DoubledRanks result;
  for (std::size_t first = 0; first < differences.size();)
  {
    std::size_t last = first + 1;
    while (last < differences.size() && std::abs(differences[last]) == std::abs(differences[first]))
    {
      ++last;
    }
    const auto rank = static_cast<std::int64_t>(first + 1 + last); // first + 1 and last are the ranks at the ends
    for (std::size_t i = first; i < last; ++i)
    {
      result.ranks.push_back(rank);
      result.ofPositive += differences[i] > 0.0 ? rank : 0;
    }
    const auto tied = static_cast<double>(last - first);
    result.tieTerm += tied * tied * tied - tied;
    first = last;
  }
  return result;
}

/** Of all 2^n choices of signs, the share whose sum is as far out on the same side, twice. */
double
ExactPValue(const DoubledRanks & ranked)
{
  const std::int64_t total = std::accumulate(ranked.ranks.begin(), ranked.ranks.end(), std::int64_t{0});
  std::vector<double> choices(static_cast<std::size_t>(total + 1), 0.0);
  choices[0] = 1.0;
  std::int64_t reached = 0;
  for (const std::int64_t rank : ranked.ranks)
  {
    reached += rank;
    for (std::int64_t sum = reached; sum >= rank; --sum)
    {
      choices[static_cast<std::size_t>(sum)] += choices[static_cast<std::size_t>(sum - rank)];
    }
  }
  const std::int64_t smaller = std::min(ranked.ofPositive, total - ranked.ofPositive);
  const double below = std::accumulate(choices.begin(), choices.begin() + smaller + 1, 0.0);
  return std::min(1.0, 2.0 * std::ldexp(below, -static_cast<int>(ranked.ranks.size())));
}

double
NormalPValue(const DoubledRanks & ranked)
{
  const auto n = static_cast<double>(ranked.ranks.size());
  const double mean = n * (n + 1.0) / 4.0;
  const double variance = (n * (n + 1.0) * (2.0 * n + 1.0) - ranked.tieTerm / 2.0) / 24.0;
  const double z = (static_cast<double>(ranked.ofPositive) / 2.0 - mean) / std::sqrt(variance);
  return std::erfc(std::abs(z) / std::numbers::sqrt2);
}

} // namespace

std::optional<WilcoxonResult>
WilcoxonSignedRank(std::span<const double> differences)
{
  if (std::ranges::any_of(differences, [](double value) { return std::isnan(value); }))
  {
    Fail(ErrorKind::Internal, "Wilcoxon test: found NaN among {} differences", differences.size());
  }
  std::vector<double> nonzero;
  std::ranges::copy_if(differences, std::back_inserter(nonzero), [](double value) { return value != 0.0; });
  if (nonzero.empty())
  {
    return std::nullopt;
  }
  const DoubledRanks ranked = Rank(nonzero);
  const double total = std::accumulate(ranked.ranks.begin(), ranked.ranks.end(), 0.0) / 2.0;
  const double ofPositive = static_cast<double>(ranked.ofPositive) / 2.0;
  WilcoxonResult result;
  result.statistic = std::min(ofPositive, total - ofPositive);
  result.nonzero = static_cast<std::int64_t>(nonzero.size());
  result.zeros = static_cast<std::int64_t>(differences.size() - nonzero.size());
  result.exact = nonzero.size() <= kLargestExact;
  result.pValue = result.exact ? ExactPValue(ranked) : NormalPValue(ranked);
  return result;
}

} // namespace vox
