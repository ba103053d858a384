// SPDX-License-Identifier: Apache-2.0
#include "voxFirstNames.h"

#include <fmt/ranges.h>

#include <algorithm>

namespace vox
{

std::string
FirstNames(std::span<const std::string> names, std::size_t most)
{
  const std::string line = fmt::format("{}", fmt::join(names.first(std::min(most, names.size())), ", "));
  return names.size() > most ? fmt::format("{} and {} more", line, names.size() - most) : line;
}

} // namespace vox
