// SPDX-License-Identifier: Apache-2.0
#include "voxCsvField.h"

namespace vox
{

std::string
CsvField(std::string_view text)
{
  if (text.find_first_of(",\"\r\n") == std::string_view::npos)
  {
    return std::string(text);
  }
  std::string result = "\"";
  for (const char c : text)
  {
    result += c;
    if (c == '"')
    {
      result += c;
    }
  }
  return result + '"';
}

} // namespace vox
