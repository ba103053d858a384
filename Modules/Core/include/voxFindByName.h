// SPDX-License-Identifier: Apache-2.0
#ifndef voxFindByName_h
#define voxFindByName_h

#include "voxError.h"

#include <fmt/ranges.h>

#include <string_view>
#include <vector>

namespace vox
{

/** The row of a registry that has this name. Throws Error(kind) that says "`what` 'name' is not known" and lists the
 * names of all rows. */
template <typename TRows>
[[nodiscard]] const auto &
FindByName(const TRows & rows, std::string_view name, ErrorKind kind, std::string_view what)
{
  std::vector<std::string_view> known;
  for (const auto & row : rows)
  {
    if (row.name == name)
    {
      return row;
    }
    known.push_back(row.name);
  }
  Fail(kind, "{} '{}' is not known; known are: {}", what, name, fmt::join(known, ", "));
}

} // namespace vox

#endif
