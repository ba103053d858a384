// SPDX-License-Identifier: Apache-2.0
#include "voxPrintable.h"

namespace vox
{

std::string
Printable(std::string_view text)
{
  std::string line;
  for (const char c : text.substr(0, 80))
  {
    // Bytes of UTF-8 sequences may be cut at the end; they are replaced too, so that the line stays valid.
    line.push_back(c >= ' ' && c < 0x7F ? c : '?');
  }
  return text.size() > 80 ? line + "..." : line;
}

} // namespace vox
