// SPDX-License-Identifier: Apache-2.0
#include "voxPickleText.h"

#include <cstddef>
#include <cstdint>

namespace vox
{
namespace
{

/** Bytes of the character that begins with `lead`, and the smallest code point that needs as many; 0 for no lead. */
struct Utf8Form
{
  std::size_t length = 0;
  std::uint32_t first = 0;
  std::uint32_t leadBits = 0;
};

Utf8Form
FormOf(std::uint8_t lead)
{
  if (lead < 0x80)
  {
    return {1, 0, lead};
  }
  if ((lead & 0xE0U) == 0xC0)
  {
    return {2, 0x80, lead & 0x1FU};
  }
  if ((lead & 0xF0U) == 0xE0)
  {
    return {3, 0x800, lead & 0x0FU};
  }
  return (lead & 0xF8U) == 0xF0 ? Utf8Form{4, 0x10000, lead & 0x07U} : Utf8Form{};
}

} // namespace

bool
IsUtf8(std::string_view text)
{
  for (std::size_t i = 0; i < text.size();)
  {
    const Utf8Form form = FormOf(static_cast<std::uint8_t>(text[i]));
    if (form.length == 0 || form.length > text.size() - i)
    {
      return false;
    }
    std::uint32_t code = form.leadBits;
    for (std::size_t k = 1; k < form.length; ++k)
    {
      const auto next = static_cast<std::uint8_t>(text[i + k]);
      if ((next & 0xC0U) != 0x80)
      {
        return false;
      }
      code = code << 6U | (next & 0x3FU);
    }
    if (code < form.first || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
    {
      return false;
    }
    i += form.length;
  }
  return true;
}

std::optional<std::string>
Latin1FromUtf8(std::string_view text)
{
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i)
  {
    const auto lead = static_cast<std::uint8_t>(text[i]);
    if (lead < 0x80)
    {
      bytes.push_back(text[i]);
      continue;
    }
    if (lead > 0xC3 || ++i == text.size())
    {
      return std::nullopt;
    }
    bytes.push_back(static_cast<char>((lead & 0x03U) << 6U | (static_cast<std::uint8_t>(text[i]) & 0x3FU)));
  }
  return bytes;
}

} // namespace vox
