// SPDX-License-Identifier: Apache-2.0
#include "voxBase64.h"

#include <cstdint>

namespace vox
{

std::string
Base64(std::string_view bytes)
{
  constexpr std::string_view Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string result;
  result.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3)
  {
    const std::string_view group = bytes.substr(i, 3);
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k)
    {
      bits = bits << 8 | (k < group.size() ? static_cast<unsigned char>(group[k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k)
    {
      // n bytes fill n + 1 characters.
      result += k <= group.size() ? Alphabet[bits >> (18 - 6 * k) & 63U] : '=';
    }
  }
  return result;
}

} // namespace vox
