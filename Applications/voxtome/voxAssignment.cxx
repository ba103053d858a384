// SPDX-License-Identifier: Apache-2.0
#include "voxAssignment.h"

#include "voxError.h"

#include <algorithm>

namespace vox
{

std::pair<std::string, std::string>
SplitAssignment(const std::string & text, const std::string & option)
{
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0)
  {
    Fail(ErrorKind::Usage, "{}: found '{}', expected key=value", option, text);
  }
  return {text.substr(0, equals), text.substr(equals + 1)};
}

void
AddAssignment(Json & values, const std::string & text, const std::string & option)
{
  const auto [key, value] = SplitAssignment(text, option);
  Json parsed = Json::parse(value, nullptr, false);
  std::string pointer = "/" + key;
  std::replace(pointer.begin(), pointer.end(), '.', '/');
  values[Json::json_pointer(pointer)] = parsed.is_discarded() ? Json(value) : parsed;
}

} // namespace vox
