// SPDX-License-Identifier: Apache-2.0
#include "voxHolm.h"

#include <algorithm>
#include <cstddef>

namespace vox
{

std::vector<std::optional<double>>
HolmCorrected(std::span<const std::optional<double>> probabilities)
{
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < probabilities.size(); ++i)
  {
    if (probabilities[i])
    {
      order.push_back(i);
    }
  }
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return *probabilities[i]; });
  std::vector<std::optional<double>> corrected(probabilities.size());
  double least = 0.0; // a larger probability is never corrected to a smaller one
  for (std::size_t rank = 0; rank < order.size(); ++rank)
  {
    least = std::max(least, std::min(1.0, *probabilities[order[rank]] * static_cast<double>(order.size() - rank)));
    corrected[order[rank]] = least;
  }
  return corrected;
}

} // namespace vox
