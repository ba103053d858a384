// SPDX-License-Identifier: Apache-2.0
#include "voxScreen.h"

#include <algorithm>
#include <stdexcept>

namespace vox::testing
{

Screen::Screen(std::size_t columns, std::size_t rows) : m_Columns(columns), m_Rows(rows)
{}

void
Screen::NewLine()
{
  if (++m_Row == m_Rows.size())
  {
    throw std::runtime_error("more lines than rows");
  }
}

void
Screen::Put(std::string_view character)
{
  if (m_Column == m_Columns)
  {
    m_Column = 0;
    NewLine();
  }
  Row & row = m_Rows[m_Row];
  row.resize(std::max(row.size(), m_Column + 1), " ");
  row[m_Column++] = character;
}

std::size_t
Screen::Sequence(std::string_view bytes)
{
  const std::size_t end = bytes.find_first_not_of("0123456789", 2);
  if (bytes.substr(0, 2) != "\x1b[" || end == std::string_view::npos)
  {
    throw std::runtime_error("a sequence that is not known");
  }
  Row & row = m_Rows[m_Row];
  switch (bytes[end])
  {
  case 'A':
    m_Row -= std::min<std::size_t>(m_Row, std::stoul(std::string(bytes.substr(2, end - 2))));
    break;
  case 'J':
    std::fill(m_Rows.begin() + static_cast<std::ptrdiff_t>(m_Row) + 1, m_Rows.end(), Row());
    [[fallthrough]];
  case 'K':
    row.resize(std::min(row.size(), m_Column));
    break;
  default:
    throw std::runtime_error("a sequence that is not known");
  }
  return end + 1;
}

void
Screen::Write(std::string_view bytes)
{
  while (!bytes.empty())
  {
    std::size_t length = 1;
    switch (bytes.front())
    {
    case '\r':
      m_Column = 0;
      break;
    case '\n':
      NewLine();
      break;
    case '\x1b':
      length = Sequence(bytes);
      break;
    default:
      while (length < bytes.size() && (static_cast<unsigned char>(bytes[length]) & 0xC0U) == 0x80U)
      {
        ++length;
      }
      Put(bytes.substr(0, length));
    }
    bytes.remove_prefix(length);
  }
}

void
Screen::Resize(std::size_t columns, bool rewraps)
{
  std::vector<Row> rows;
  std::size_t cursorRow = 0;
  for (std::size_t i = 0; i < m_Rows.size(); ++i)
  {
    Row rest = m_Rows[i];
    while (rewraps && rest.size() > columns)
    {
      const auto end = rest.begin() + static_cast<std::ptrdiff_t>(columns);
      rows.emplace_back(rest.begin(), end);
      rest.erase(rest.begin(), end);
    }
    rest.resize(std::min(rest.size(), columns));
    cursorRow = i == m_Row ? rows.size() : cursorRow;
    rows.push_back(rest);
  }
  m_Column = std::min(m_Column, columns);
  m_Columns = columns;
  m_Row = cursorRow;
  m_Rows = rows;
}

std::vector<std::string>
Screen::Lines() const
{
  std::vector<std::string> lines;
  for (const Row & row : m_Rows)
  {
    std::string line;
    for (const std::string & character : row)
    {
      line += character;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    lines.push_back(line);
  }
  while (!lines.empty() && lines.back().empty())
  {
    lines.pop_back();
  }
  return lines;
}

} // namespace vox::testing
