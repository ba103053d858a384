// SPDX-License-Identifier: Apache-2.0
#include "voxLiveLines.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <sys/ioctl.h>
#include <unistd.h>

namespace vox
{
namespace
{

std::string
Variable(const char * name)
{
  const char * value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/** The first of these that is set says what characters are, as POSIX has it. */
bool
IsUtf8Locale()
{
  for (const char * name : {"LC_ALL", "LC_CTYPE", "LANG"})
  {
    std::string value = Variable(name);
    if (!value.empty())
    {
      std::erase(value, '-');
      std::ranges::transform(value, value.begin(), [](unsigned char c) { return std::tolower(c); });
      return value.find("utf8") != std::string::npos;
    }
  }
  return false;
}

bool
IsContinuation(char c)
{
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/** One character: its bytes and the columns it takes. */
struct Character
{
  std::size_t bytes = 1;
  std::size_t columns = 1;
};

Character
FirstOf(std::string_view text)
{
  Character result;
  while (result.bytes < text.size() && IsContinuation(text[result.bytes]))
  {
    ++result.bytes;
  }
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned code = result.bytes == 3   ? (at(0) & 0x0FU) << 12 | (at(1) & 0x3FU) << 6 | (at(2) & 0x3FU)
                        : result.bytes >= 4 ? 0x10000U
                                            : 0U;
  result.columns = code >= 0x1100 && !(code >= 0x2000 && code < 0x2C00) ? 2 : 1;
  return result;
}

} // namespace

TerminalAbilities
FindTerminalAbilities()
{
  const std::string kind = Variable("TERM");
  TerminalAbilities abilities;
  abilities.line = ::isatty(STDERR_FILENO) == 1 && !kind.empty() && kind != "dumb" && Variable("NO_COLOR").empty();
  abilities.table = abilities.line && IsUtf8Locale();
  return abilities;
}

TerminalSize
FindTerminalSize()
{
  winsize size{};
  TerminalSize result;
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0)
  {
    result.columns = size.ws_col > 0 ? size.ws_col : result.columns;
    result.rows = size.ws_row > 0 ? size.ws_row : result.rows;
  }
  return result;
}

std::size_t
ColumnCount(std::string_view text)
{
  std::size_t columns = 0;
  while (!text.empty())
  {
    const Character next = FirstOf(text);
    columns += next.columns;
    text.remove_prefix(next.bytes);
  }
  return columns;
}

std::string
CutToColumns(std::string_view text, std::size_t columns)
{
  std::string result;
  while (!text.empty())
  {
    const Character next = FirstOf(text);
    if (next.columns > columns)
    {
      break;
    }
    const auto first = static_cast<unsigned char>(text.front());
    result += first < 0x20 || first == 0x7F ? "?" : text.substr(0, next.bytes);
    columns -= next.columns;
    text.remove_prefix(next.bytes);
  }
  return result;
}

std::string
LiveLines::Home() const
{
  return m_Shown > 1 ? fmt::format("\r\x1b[{}A", m_Shown - 1) : "\r";
}

std::string
LiveLines::Show(const std::vector<std::string> & lines, std::size_t columns)
{
  std::string bytes = Home();
  for (std::size_t i = 0; i < lines.size(); ++i)
  {
    // Written over and not cleared first: that would flicker. In the last column the cursor would hang.
    bytes += i == 0 ? "" : "\n";
    bytes += CutToColumns(lines[i], columns > 0 ? columns - 1 : 0);
    bytes += "\x1b[K";
  }
  m_Shown = std::max<std::size_t>(1, lines.size());
  return bytes + "\x1b[J";
}

std::string
LiveLines::Clear()
{
  if (m_Shown == 0)
  {
    return {};
  }
  const std::string bytes = Home() + "\x1b[J";
  m_Shown = 0;
  return bytes;
}

} // namespace vox
