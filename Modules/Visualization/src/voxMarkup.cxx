// SPDX-License-Identifier: Apache-2.0
#include "voxMarkup.h"

#include <fmt/format.h>

#include <algorithm>

namespace vox
{
namespace
{

/** Mean width of a character of a sans-serif font, as part of its size. */
constexpr double CharacterWidth = 0.58;

bool
IsContinuation(char c)
{
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

/** Bytes of the UTF-8 sequence at the beginning of a text that is not empty; 0 if there is none. */
std::size_t
SequenceLength(std::string_view text)
{
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t length = first < 0x80                    ? 1
                             : first >= 0xC2 && first < 0xE0 ? 2
                             : first >= 0xE0 && first < 0xF0 ? 3
                             : first >= 0xF0 && first < 0xF5 ? 4
                                                             : 0;
  if (length == 0 || length > text.size() || !std::all_of(text.begin() + 1, text.begin() + length, IsContinuation))
  {
    return 0;
  }
  const auto second = length > 1 ? static_cast<unsigned char>(text[1]) : 0;
  const bool isOverlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool isNoCharacter = (first == 0xED && second > 0x9F) || (first == 0xF4 && second > 0x8F);
  return isOverlong || isNoCharacter ? 0 : length;
}

} // namespace

std::string
Escaped(std::string_view text)
{
  std::string result;
  while (!text.empty())
  {
    const std::size_t length = SequenceLength(text);
    const char c = text.front();
    switch (c)
    {
    case '&':
      result += "&amp;";
      break;
    case '<':
      result += "&lt;";
      break;
    case '>':
      result += "&gt;";
      break;
    case '"':
      result += "&quot;";
      break;
    case '\'':
      result += "&#39;";
      break;
    default:
      if (length == 0)
      {
        result += '?';
      }
      else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
      {
        result += ' '; // XML has no place for them
      }
      else
      {
        result += text.substr(0, length);
      }
    }
    text.remove_prefix(std::max<std::size_t>(1, length));
  }
  return result;
}

std::int64_t
CharacterCount(std::string_view text)
{
  return std::count_if(text.begin(), text.end(), [](char c) { return !IsContinuation(c); });
}

double
GuessedWidth(std::string_view text)
{
  return static_cast<double>(CharacterCount(text)) * SvgFontSize * CharacterWidth;
}

std::string
SvgHead(std::int64_t widthPixels, std::int64_t heightPixels, std::string_view title, std::string_view rules,
        std::string_view light, std::string_view dark)
{
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" role=\"img\" "
      "aria-label=\"{2}\">\n<title>{2}</title>\n"
      "<style>text{{font:{3}px system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif}}"
      ".h{{font-size:15px;font-weight:600}}{4}\n"
      ".bg{{fill:#ffffff}}.t{{fill:#1f2328}}.f{{fill:#59636e}}{5}\n"
      "@media (prefers-color-scheme:dark){{.bg{{fill:#14181d}}.t{{fill:#e8edf2}}.f{{fill:#9aa5b1}}{6}}}</style>\n"
      "<rect class=\"bg\" width=\"{0}\" height=\"{1}\"/>\n",
      widthPixels, heightPixels, Escaped(title), SvgFontSize, rules, light, dark);
}

} // namespace vox
