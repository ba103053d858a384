// SPDX-License-Identifier: Apache-2.0
#include "voxAtomicFile.h"
#include "voxError.h"
#include "voxJson.h"

#include <array>
#include <cctype>

namespace vox
{
namespace
{

/** Python's json module writes NaN and Infinity, which JSON does not have: they become null, outside of strings only.
 */
std::string
WithoutPythonConstants(std::string_view text)
{
  constexpr std::array<std::string_view, 3> constants{"-Infinity", "Infinity", "NaN"};
  std::string result;
  result.reserve(text.size());
  bool insideString = false;
  for (std::size_t i = 0; i < text.size();)
  {
    if (insideString && text[i] == '\\' && i + 1 < text.size())
    {
      result.append(text.substr(i, 2));
      i += 2;
      continue;
    }
    if (text[i] == '"')
    {
      insideString = !insideString;
    }
    std::size_t length = 0;
    if (!insideString)
    {
      for (const std::string_view constant : constants)
      {
        length = text.substr(i).starts_with(constant) ? constant.size() : length;
      }
    }
    if (length > 0)
    {
      result += "null";
      i += length;
      continue;
    }
    result += text[i++];
  }
  return result;
}

/** Copying and writing nested values takes stack for each level. */
void
RequireShallow(std::string_view text, std::string_view where)
{
  constexpr int mostLevels = 200;
  int levels = 0;
  bool insideString = false;
  for (std::size_t i = 0; i < text.size(); ++i)
  {
    const char c = text[i];
    if (insideString)
    {
      i += c == '\\' ? 1 : 0;
      insideString = c != '"';
      continue;
    }
    insideString = c == '"';
    levels += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
    if (levels > mostLevels)
    {
      Fail(ErrorKind::BadInput, "{}: its JSON is nested deeper than {} levels at byte {}; correct the file", where,
           mostLevels, i + 1);
    }
  }
}

} // namespace

Json
ParseJson(std::string_view text, std::string_view where)
{
  RequireShallow(text, where);
  try
  {
    return Json::parse(text);
  }
  catch (const Json::parse_error & error)
  {
    const Json relaxed = Json::parse(WithoutPythonConstants(text), nullptr, false);
    if (!relaxed.is_discarded())
    {
      return relaxed;
    }
    Fail(ErrorKind::BadInput, "{}: not valid JSON at byte {}; correct the file", where, error.byte);
  }
  catch (const Json::out_of_range &)
  {
    Fail(ErrorKind::BadInput, "{}: its JSON has a number beyond 1.8e308, the largest of double precision; correct it",
         where);
  }
}

Json
ReadJson(const std::filesystem::path & path)
{
  return ParseJson(ReadTextFile(path), path.string());
}

void
WriteJson(const std::filesystem::path & path, const Json & json)
{
  WriteTextFile(path, json.dump(4) + "\n");
}

} // namespace vox
