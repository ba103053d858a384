// SPDX-License-Identifier: Apache-2.0
#include "voxLabelName.h"

#include <cctype>

namespace vox
{

std::string
PlainLabelName(std::string_view name)
{
  std::string plain;
  bool gap = false;
  for (const unsigned char letter : name)
  {
    if (std::isspace(letter) != 0 || letter == '_' || letter == '-')
    {
      gap = !plain.empty();
      continue;
    }
    plain += gap ? " " : "";
    plain += static_cast<char>(std::tolower(letter));
    gap = false;
  }
  constexpr std::string_view british = "tumour";
  for (std::size_t at = plain.find(british); at != std::string::npos; at = plain.find(british, at))
  {
    plain.replace(at, british.size(), "tumor");
  }
  return plain;
}

} // namespace vox
