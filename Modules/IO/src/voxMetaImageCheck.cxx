// SPDX-License-Identifier: Apache-2.0
#include "voxError.h"
#include "voxFileCheck.h"
#include "voxInflateStream.h"
#include "voxPrintable.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fstream>
#include <map>
#include <sstream>
#include <string_view>

namespace vox
{
namespace
{

using Fields = std::map<std::string, std::string>;

std::string
Trimmed(const std::string & text)
{
  const std::size_t first = text.find_first_not_of(" \t\r");
  return first == std::string::npos ? std::string() : text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/** Throws for words where the geometry has numbers, also NaN and infinity: MetaIO would end its reading there and lack
 * the lines that follow. */
void
RequireFiniteNumbers(const std::filesystem::path & path, const Fields & fields)
{
  for (const char * key : {"Offset", "Position", "Origin", "ElementSpacing", "ElementSize", "TransformMatrix",
                           "Rotation", "Orientation", "CenterOfRotation"})
  {
    const auto entry = fields.find(key);
    std::istringstream words(entry == fields.end() ? std::string() : entry->second);
    for (std::string word; words >> word;)
    {
      const std::size_t sign = word.starts_with('+') ? 1 : 0;
      double number = 0.0;
      const auto [end, error] = std::from_chars(word.data() + sign, word.data() + word.size(), number);
      if (error != std::errc() || end != word.data() + word.size() || !std::isfinite(number))
      {
        Fail(ErrorKind::BadInput, "{}: found {} = {} in its MetaImage header, expected finite numbers; repair it",
             path.string(), key, Printable(entry->second));
      }
    }
  }
}

/** The lines `Key = Value` up to ElementDataFile, which is the last one; afterwards `file` stands at the voxels. */
Fields
ReadFields(const std::filesystem::path & path, std::istream & file)
{
  Fields fields;
  std::string line;
  for (int lineCount = 0; lineCount < 1000 && std::getline(file, line); ++lineCount)
  {
    const std::size_t equals = line.find_first_of("=:"); // MetaIO takes either
    const auto isControl = [](char c) { return static_cast<unsigned char>(c) < ' ' && c != '\t' && c != '\r'; };
    if (equals == std::string::npos || std::ranges::any_of(line, isControl)) // at a zero MetaIO's keys end
    {
      break;
    }
    const std::string key = Trimmed(line.substr(0, equals));
    constexpr std::size_t longestKey = 200; // MetaIO copies keys into 255 bytes
    if (key.size() > longestKey)
    {
      Fail(ErrorKind::BadInput, "{}: found a key of {} characters in its MetaImage header, expected at most {}",
           path.string(), key.size(), longestKey);
    }
    if (!fields.emplace(key, Trimmed(line.substr(equals + 1))).second && key != "Comment")
    {
      Fail(ErrorKind::BadInput, "{}: found {} twice in its MetaImage header, expected once; correct it", path.string(),
           Printable(key));
    }
    if (key == "ElementDataFile")
    {
      for (const char * needed : {"NDims", "DimSize", "ElementType"})
      {
        if (!fields.contains(needed))
        {
          Fail(ErrorKind::BadInput, "{}: its MetaImage header has no {}; the file is damaged", path.string(), needed);
        }
      }
      // MetaIO reads as many numbers of a vector as this says, into memory for a few, and a fraction as well.
      if (const std::string & axes = fields.at("NDims"); axes.size() != 1 || axes < "1" || axes > "9")
      {
        Fail(ErrorKind::BadInput, "{}: found NDims = {} in its MetaImage header, expected 1 to 9", path.string(),
             Printable(axes));
      }
      RequireFiniteNumbers(path, fields);
      return fields;
    }
  }
  FailOtherFormat(path, ImageFormat::MetaImage);
}

std::int64_t
NumberOf(const Fields & fields, const std::string & key, std::int64_t fallback)
{
  const auto entry = fields.find(key);
  std::int64_t number = fallback;
  if (entry != fields.end())
  {
    std::istringstream(entry->second) >> number;
  }
  return number;
}

bool
IsTrue(const Fields & fields, const std::string & key)
{
  const auto entry = fields.find(key);
  return entry != fields.end() && !entry->second.empty() && (entry->second[0] == 'T' || entry->second[0] == 't');
}

/** Bytes of the voxels when they are not compressed; 0 if the type is none of MetaIO's scalars, or an axis is missing,
 * empty or too long for any file. */
std::uint64_t
DataSize(const Fields & fields)
{
  constexpr std::array<std::pair<std::string_view, int>, 12> sizes{{
      {"MET_CHAR", 1},
      {"MET_UCHAR", 1},
      {"MET_SHORT", 2},
      {"MET_USHORT", 2},
      {"MET_INT", 4},
      {"MET_UINT", 4},
      {"MET_LONG", 4},
      {"MET_ULONG", 4},
      {"MET_LONG_LONG", 8},
      {"MET_ULONG_LONG", 8},
      {"MET_FLOAT", 4},
      {"MET_DOUBLE", 8},
  }};
  const auto type = std::find_if(sizes.begin(), sizes.end(),
                                 [&](const auto & size) { return size.first == fields.at("ElementType"); });
  std::uint64_t bytes = type == sizes.end() ? 0 : static_cast<std::uint64_t>(type->second);
  const auto multiply = [&bytes](std::int64_t factor) {
    if (factor < 1 || __builtin_mul_overflow(bytes, static_cast<std::uint64_t>(factor), &bytes))
    {
      bytes = 0;
    }
  };
  multiply(NumberOf(fields, "ElementNumberOfChannels", 1));
  std::istringstream dimensions(fields.at("DimSize"));
  int axes = 0;
  for (std::string token; dimensions >> token; ++axes)
  {
    std::int32_t size = 0; // as in MetaIO
    const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), size);
    multiply(error == std::errc() && end == token.data() + token.size() ? size : 0);
  }
  if (axes != fields.at("NDims").front() - '0')
  {
    return 0;
  }
  return bytes;
}

/** The raw file of a .mhd header. */
std::ifstream
OpenDataFile(const std::filesystem::path & path, const std::string & name)
{
  if (name.starts_with("LIST") || name.find('%') != std::string::npos)
  {
    Fail(ErrorKind::BadInput, "{}: its voxels lie in a list of files ({}), expected one; convert it to one .mha file",
         path.string(), Printable(name));
  }
  const std::filesystem::path dataPath = path.parent_path() / name;
  std::ifstream file(dataPath, std::ios::binary);
  if (!file || !std::filesystem::is_regular_file(dataPath))
  {
    Fail(ErrorKind::BadInput, "{}: its data file {} is missing; put it beside the header", path.string(),
         Printable(name));
  }
  return file;
}

std::uint64_t
BytesLeft(std::istream & file)
{
  const auto here = file.tellg();
  file.seekg(0, std::ios::end);
  const auto end = file.tellg();
  file.seekg(here);
  return static_cast<std::uint64_t>(end - here);
}

} // namespace

void
CheckMetaImage(const std::filesystem::path & path, CheckDepth depth)
{
  std::ifstream file(path, std::ios::binary);
  const Fields fields = ReadFields(path, file);
  const std::uint64_t expected = DataSize(fields);
  if (expected == 0)
  {
    Fail(ErrorKind::BadInput, "{}: found the type {} and the size {}, expected numbers and no empty axis; convert it",
         path.string(), Printable(fields.at("ElementType")), Printable(fields.at("DimSize")));
  }
  const std::string & dataFile = fields.at("ElementDataFile");
  if (dataFile != "LOCAL" && dataFile != "Local" && dataFile != "local")
  {
    file = OpenDataFile(path, dataFile);
  }
  constexpr std::uint64_t mostInflation = 1100; // of deflate
  if (const std::uint64_t left = BytesLeft(file); expected / mostInflation > left)
  {
    FailCutOff(path, left, expected);
  }
  if (depth == CheckDepth::Header)
  {
    return;
  }
  if (IsTrue(fields, "CompressedData"))
  {
    InflateStream content(file);
    const std::uint64_t found = content.Skip();
    if (found < expected)
    {
      FailCutOff(path, found, expected);
    }
    if (!content.IsWhole())
    {
      FailDamaged(path);
    }
  }
  else if (!fields.contains("BinaryData") || IsTrue(fields, "BinaryData"))
  {
    const auto skipped = static_cast<std::uint64_t>(std::max<std::int64_t>(NumberOf(fields, "HeaderSize", 0), 0));
    const std::uint64_t left = BytesLeft(file);
    const std::uint64_t found = left > skipped ? left - skipped : 0;
    if (found < expected)
    {
      FailCutOff(path, found, expected);
    }
  }
}

} // namespace vox
