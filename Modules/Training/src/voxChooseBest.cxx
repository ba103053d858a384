// SPDX-License-Identifier: Apache-2.0
#include "voxChooseBest.h"

#include "voxError.h"

#include <algorithm>
#include <iterator>

namespace vox
{

std::size_t
ChooseBest(std::span<const std::optional<double>> scores)
{
  // An empty optional is below every value, and max_element gives the first among equals.
  const auto best = std::ranges::max_element(scores);
  if (best == scores.end() || !*best)
  {
    Fail(ErrorKind::BadInput, "found {} candidates and no score that is defined, expected at least one", scores.size());
  }
  return static_cast<std::size_t>(std::distance(scores.begin(), best));
}

} // namespace vox
