// SPDX-License-Identifier: Apache-2.0
#include "voxNetworkSizes.h"

#include <fmt/format.h>

#include <algorithm>

namespace vox
{
namespace
{

/** The first size at or above `bound` with this remainder. */
std::int64_t
FirstFrom(std::int64_t bound, const AxisSizes & sizes)
{
  const std::int64_t excess = ((bound - sizes.remainder) % sizes.multiple + sizes.multiple) % sizes.multiple;
  return excess == 0 ? bound : bound + sizes.multiple - excess;
}

} // namespace

bool
AxisSizes::Takes(std::int64_t size) const
{
  return size >= smallest && (largest == 0 || size <= largest) && FirstFrom(size, *this) == size;
}

std::vector<std::int64_t>
AxisSizes::Nearest(std::int64_t size) const
{
  std::vector<std::int64_t> found;
  const std::int64_t above = FirstFrom(std::max(size, smallest), *this);
  for (const std::int64_t candidate : {above - multiple, above})
  {
    if (Takes(candidate))
    {
      found.push_back(candidate);
    }
  }
  if (found.empty() && largest != 0)
  {
    found.push_back(FirstFrom(largest - multiple + 1, *this));
  }
  return found;
}

std::string
AxisSizes::Text() const
{
  if (largest != 0 && largest == smallest)
  {
    return std::to_string(smallest);
  }
  std::string text = "any size";
  if (multiple > 1)
  {
    text = remainder == 0 ? fmt::format("multiples of {}", multiple)
                          : fmt::format("{} more than multiples of {}", remainder, multiple);
  }
  if (smallest > std::max(FirstFrom(1, *this), std::int64_t{1}))
  {
    text += fmt::format(" from {}", FirstFrom(smallest, *this));
  }
  return largest == 0 ? text : text + fmt::format(" to {}", largest);
}

} // namespace vox
