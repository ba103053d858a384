// SPDX-License-Identifier: Apache-2.0
#include "voxShortened.h"

namespace vox
{

std::string
Shortened(std::string_view text, std::size_t characters)
{
  std::size_t count = 0;
  std::size_t end = 0; // of the character before the last one that fits
  for (std::size_t i = 0; i < text.size(); ++i)
  {
    if ((static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U)
    {
      continue;
    }
    if (++count == characters)
    {
      end = i;
    }
    else if (count > characters)
    {
      return std::string(text.substr(0, end)) + "…";
    }
  }
  return std::string(text);
}

} // namespace vox
