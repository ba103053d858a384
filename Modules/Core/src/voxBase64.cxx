// SPDX-License-Identifier: Apache-2.0
#include "voxBase64.h"

#include "voxError.h"

#include <cstdint>

namespace vox
{
namespace
{

constexpr std::string_view Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

} // namespace

std::string
Base64(std::string_view bytes)
{
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

std::string
FromBase64(std::string_view text)
{
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text.substr(0, text.find('=')))
  {
    const std::size_t digit = Alphabet.find(c);
    if (digit == std::string_view::npos)
    {
      Fail(ErrorKind::BadInput, "base64: found the byte {}, expected letters, digits, + and /",
           static_cast<unsigned char>(c));
    }
    bits = bits << 6 | static_cast<std::uint32_t>(digit);
    count += 6;
    if (count >= 8)
    {
      count -= 8;
      bytes += static_cast<char>(bits >> count & 0xFFU);
    }
  }
  return bytes;
}

} // namespace vox
