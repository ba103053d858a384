// SPDX-License-Identifier: Apache-2.0
#ifndef voxHolm_h
#define voxHolm_h

#include <optional>
#include <span>
#include <vector>

namespace vox
{

/** Probabilities of several tests corrected for their number by Holm's step-down method (Scandinavian Journal of
 * Statistics 6(2), 1979, pages 65 to 70): those at most alpha reject their hypotheses with a family-wise error of at
 * most alpha. In the order they came in; tests without a probability have none and do not count. */
[[nodiscard]] std::vector<std::optional<double>> HolmCorrected(std::span<const std::optional<double>> probabilities);

} // namespace vox

#endif
