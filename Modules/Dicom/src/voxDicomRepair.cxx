// SPDX-License-Identifier: Apache-2.0
#include "voxDicomRepair.h"

#include <dcmtk/dcmdata/dctk.h>

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace vox
{
namespace
{

using namespace dcm;

/** Characters that a text may have; DCMTK does not count those of UTF-8. */
std::size_t
MostCharacters(DcmEVR representation)
{
  return representation == EVR_SH ? 16 : representation == EVR_LO || representation == EVR_PN ? 64 : std::string::npos;
}

bool
IsValid(DcmItem & item, const DcmTagKey & tag, const std::string & value)
{
  Put(item, tag, value);
  DcmElement * element = nullptr;
  const std::size_t most = MostCharacters(DcmTag(tag).getEVR());
  return FirstCharacters(value, most).size() == value.size() && item.findAndGetElement(tag, element).good() &&
         element->checkValue("1", OFFalse).good();
}

std::string
Without(std::string text, std::string_view unwanted)
{
  std::erase_if(text, [&](char c) { return unwanted.find(c) != std::string_view::npos; });
  return text;
}

/** True if the bytes are text in UTF-8; overlong forms and surrogates count as text, they do no harm here. */
bool
IsUtf8(std::string_view text)
{
  std::size_t following = 0;
  for (const char c : text)
  {
    const auto byte = static_cast<unsigned char>(c);
    const bool continues = (byte & 0xC0U) == 0x80U;
    if (continues != (following > 0) || byte >= 0xF8U)
    {
      return false;
    }
    following = continues ? following - 1 : byte >= 0xF0U ? 3 : byte >= 0xE0U ? 2 : byte >= 0xC0U ? 1 : 0;
  }
  return following == 0;
}

/** The text in one line and without backslashes, which would make several values of it. */
std::string
OneValue(std::string text)
{
  std::ranges::replace(text, '\\', '/');
  std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20U || c == 0x7F; });
  return text;
}

/** What the value was meant to be. */
std::string
Mended(DcmEVR representation, const std::string & value)
{
  switch (representation)
  {
  case EVR_DA:
    return Without(value, ".-/ ");
  case EVR_TM:
    return Without(value, ": ");
  case EVR_CS:
  {
    std::string upper = value.substr(0, 16);
    std::ranges::transform(upper, upper.begin(), [](unsigned char c) { return std::toupper(c); });
    return upper;
  }
  case EVR_AS:
    return value.size() < 4 ? std::string(4 - value.size(), '0') + value : value;
  case EVR_SH:
  case EVR_LO:
  case EVR_PN:
    return FirstCharacters(OneValue(value), MostCharacters(representation));
  default:
    return {};
  }
}

} // namespace

void
PutRepaired(DcmItem & item, const DcmTagKey & tag, const std::string & value, std::vector<std::string> & notes)
{
  const bool readable = IsUtf8(value);
  if (readable && IsValid(item, tag, value))
  {
    return;
  }
  const DcmTag known(tag);
  const std::string where =
      fmt::format("{} of the source breaks its representation {}", NameOf(tag), DcmVR(known.getEVR()).getVRName());
  if (known.getEVR() == EVR_UI)
  {
    notes.push_back(where + ": kept, for it ties the result to its source");
    return;
  }
  std::string text = value;
  if (!readable)
  {
    std::ranges::replace_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0x80U) != 0; }, '?');
  }
  const std::string mended = Mended(known.getEVR(), text);
  if (!mended.empty() && IsValid(item, tag, mended))
  {
    notes.push_back(where + ": mended");
    return;
  }
  Put(item, tag, "");
  notes.push_back(where + ": left empty");
}

} // namespace vox
