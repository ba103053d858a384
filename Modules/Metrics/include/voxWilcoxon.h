// SPDX-License-Identifier: Apache-2.0
#ifndef voxWilcoxon_h
#define voxWilcoxon_h

#include <cstdint>
#include <optional>
#include <span>

namespace vox
{

struct WilcoxonResult
{
  double statistic = 0.0;   ///< the smaller of the two sums of ranks
  double pValue = 1.0;      ///< two-sided
  std::int64_t nonzero = 0; ///< differences that were ranked
  std::int64_t zeros = 0;   ///< differences that were left out
  bool exact = true;
};

/** Wilcoxon's signed-rank test of paired differences (Wilcoxon, Biometrics Bulletin 1(6), 1945, DOI 10.2307/3001968):
 * are they symmetric about 0? Differences of 0 are left out and counted, as Wilcoxon did; equal absolute differences
 * (bit by bit) share the mean of their ranks; infinite ones rank above all others.
 *
 * Up to 50 nonzero differences the probability is exact, given the ranks and so with ties too (Streitberg, Röhmel,
 * Statistical Software Newsletter 12(1), 1986). Above, it is that of the normal approximation, its variance corrected
 * for ties, without correction for continuity. This is scipy.stats.wilcoxon with its defaults, except where ties or
 * zeros meet 14 to 50 differences: SciPy 1.17 takes the normal approximation there.
 *
 * No result where no difference is left. Throws Error(Internal) for NaN. */
[[nodiscard]] std::optional<WilcoxonResult> WilcoxonSignedRank(std::span<const double> differences);

} // namespace vox

#endif
