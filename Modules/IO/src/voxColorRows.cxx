// SPDX-License-Identifier: Apache-2.0
#include "voxAtomicFile.h"
#include "voxError.h"
#include "voxLabelTableFormats.h"
#include "voxPrintable.h"

#include <sstream>

namespace vox
{
namespace
{

std::vector<std::string>
Words(const std::string & line)
{
  std::istringstream stream(line);
  std::vector<std::string> words;
  for (std::string word; stream >> word;)
  {
    words.push_back(word);
  }
  return words;
}

[[noreturn]] void
FailRow(const LabelRows & rows, std::size_t line, const std::string & text)
{
  Fail(ErrorKind::BadInput,
       "{}: line {}: found '{}', expected value, name, red, green, blue, alpha (FreeSurfer, Slicer) or value, red, "
       "green, "
       "blue, alpha, visible, mesh, \"name\" (ITK-SNAP)",
       rows.Path().string(), line, Printable(text));
}

/** `value red green blue alpha visible mesh "name"` */
void
AddSnapRow(LabelRows & rows, std::size_t line, const std::string & text)
{
  const std::size_t open = text.find('"');
  const std::size_t close = text.rfind('"');
  const std::vector<std::string> words = Words(text.substr(0, open));
  if (words.size() != 7 || open == close)
  {
    FailRow(rows, line, text);
  }
  rows.Add(line, {rows.Value(line, words[0]),
                  text.substr(open + 1, close - open - 1),
                  rows.Color(line, words[1], words[2], words[3]),
                  {},
                  0});
}

/** `value name red green blue alpha`: FreeSurfer's alpha is a transparency, Slicer's an opacity; neither is kept. */
void
AddColorRow(LabelRows & rows, std::size_t line, const std::string & text)
{
  const std::vector<std::string> words = Words(text);
  if (words.size() != 6 && words.size() != 5)
  {
    FailRow(rows, line, text);
  }
  rows.Add(line, {rows.Value(line, words[0]), words[1], rows.Color(line, words[2], words[3], words[4]), {}, 0});
}

} // namespace

std::vector<Segment>
ReadColorRows(const std::filesystem::path & path)
{
  std::istringstream stream(ReadTextFile(path));
  LabelRows rows(path);
  std::string text;
  for (std::size_t line = 1; std::getline(stream, text); ++line)
  {
    const std::size_t begin = text.find_first_not_of(" \t\r");
    if (begin == std::string::npos || text[begin] == '#')
    {
      continue;
    }
    if (text.find('"') != std::string::npos)
    {
      AddSnapRow(rows, line, text);
    }
    else
    {
      AddColorRow(rows, line, text);
    }
  }
  return rows.Take();
}

} // namespace vox
