// SPDX-License-Identifier: Apache-2.0
#include "voxDicomItem.h"

#include "voxError.h"

#include <dcmtk/dcmdata/dcelem.h>
#include <dcmtk/dcmdata/dcsequen.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/ofstd/ofuuid.h>

#include <charconv>
#include <iterator>

namespace vox::dcm
{
namespace
{

void
RequirePut(const OFCondition & status, const DcmTagKey & tag)
{
  if (status.bad())
  {
    Fail(ErrorKind::Internal, "{}: cannot be put into a data set ({})", NameOf(tag), status.text());
  }
}

} // namespace

void
Put(DcmItem & item, const DcmTagKey & tag, const std::string & text)
{
  RequirePut(item.putAndInsertString(DcmTag(tag), text.c_str()), tag);
}

void
PutDecimals(DcmItem & item, const DcmTagKey & tag, std::span<const double> values)
{
  std::string text;
  for (const double value : values)
  {
    fmt::format_to(std::back_inserter(text), "{}{}", text.empty() ? "" : "\\", DecimalText(value));
  }
  Put(item, tag, text);
}

void
PutShorts(DcmItem & item, const DcmTagKey & tag, std::span<const std::uint16_t> values)
{
  RequirePut(item.putAndInsertUint16Array(DcmTag(tag), values.data(), values.size()), tag);
}

void
PutLongs(DcmItem & item, const DcmTagKey & tag, std::span<const std::uint32_t> values)
{
  auto element = std::make_unique<DcmUnsignedLong>(DcmTag(tag));
  RequirePut(element->putUint32Array(values.data(), values.size()), tag);
  RequirePut(item.insert(element.release(), OFTrue), tag);
}

void
PutTag(DcmItem & item, const DcmTagKey & tag, const DcmTagKey & value)
{
  RequirePut(item.putAndInsertTagKey(DcmTag(tag), value), tag);
}

DcmItem &
AddItem(DcmItem & item, const DcmTagKey & sequence)
{
  DcmItem * made = nullptr;
  RequirePut(item.findOrCreateSequenceItem(DcmTag(sequence), made, -2), sequence);
  return *made;
}

DcmItem &
AddCode(DcmItem & item, const DcmTagKey & sequence, const CodedConcept & code)
{
  DcmItem & made = AddItem(item, sequence);
  constexpr std::size_t shortCode = 16; // characters that fit into CodeValue; longer ones have a tag of their own
  Put(made, code.value.size() > shortCode ? DCM_LongCodeValue : DCM_CodeValue, code.value);
  Put(made, DCM_CodingSchemeDesignator, code.scheme);
  Put(made, DCM_CodeMeaning, FirstCharacters(code.meaning, 64));
  return made;
}

std::string
TextOf(DcmItem & item, const DcmTagKey & tag)
{
  OFString text;
  if (item.findAndGetOFStringArray(tag, text).bad())
  {
    return {};
  }
  std::string result(text.c_str(), text.size());
  const std::size_t last = result.find_last_not_of(std::string(" \0", 2));
  result.resize(last == std::string::npos ? 0 : last + 1);
  const std::size_t first = result.find_first_not_of(' ');
  return first == std::string::npos ? std::string() : result.substr(first);
}

std::vector<double>
NumbersOf(DcmItem & item, const DcmTagKey & tag)
{
  std::vector<double> numbers;
  // A contour has thousands of numbers: DCMTK takes them apart in quadratic time, but gives the whole string at once.
  const char * whole = nullptr;
  const std::string text = item.findAndGetString(tag, whole).good() && whole != nullptr ? whole : TextOf(item, tag);
  const char * const end = text.data() + text.size();
  for (const char * at = text.data(); at < end;)
  {
    while (at < end && (*at == ' ' || *at == '+'))
    {
      ++at;
    }
    if (at == end)
    {
      break; // padding
    }
    double number = 0.0;
    const auto [next, error] = std::from_chars(at, end, number);
    if (error != std::errc())
    {
      return {};
    }
    numbers.push_back(number);
    at = next;
    while (at < end && (*at == ' ' || *at == '\\'))
    {
      ++at;
    }
  }
  return numbers;
}

DcmItem *
ItemOf(DcmItem & item, const DcmTagKey & sequence, std::size_t position)
{
  DcmSequenceOfItems * items = nullptr;
  if (item.findAndGetSequence(sequence, items).bad() || items == nullptr || position >= items->card())
  {
    return nullptr;
  }
  return items->getItem(static_cast<unsigned long>(position));
}

std::vector<DcmItem *>
ItemsOf(DcmItem & item, const DcmTagKey & sequence)
{
  std::vector<DcmItem *> result;
  DcmSequenceOfItems * items = nullptr;
  if (item.findAndGetSequence(sequence, items).good() && items != nullptr)
  {
    for (DcmObject * at = items->nextInContainer(nullptr); at != nullptr; at = items->nextInContainer(at))
    {
      result.push_back(static_cast<DcmItem *>(at));
    }
  }
  return result;
}

std::size_t
CountItems(DcmItem & item, const DcmTagKey & sequence)
{
  DcmSequenceOfItems * items = nullptr;
  return item.findAndGetSequence(sequence, items).good() && items != nullptr ? items->card() : 0;
}

std::optional<CodedConcept>
CodeOf(DcmItem & item, const DcmTagKey & sequence)
{
  DcmItem * code = ItemOf(item, sequence);
  if (code == nullptr)
  {
    return {};
  }
  std::string value = TextOf(*code, DCM_CodeValue);
  for (const DcmTagKey & longer : {DCM_LongCodeValue, DCM_URNCodeValue})
  {
    value = value.empty() ? TextOf(*code, longer) : value;
  }
  if (value.empty())
  {
    return {};
  }
  return CodedConcept{TextOf(*code, DCM_CodingSchemeDesignator), value, TextOf(*code, DCM_CodeMeaning)};
}

std::string
DecimalText(double value)
{
  constexpr std::size_t longest = 16;
  std::string text = fmt::format("{}", value == 0.0 ? 0.0 : value); // the shortest that reads back; -0 becomes 0
  for (int digits = 16; text.size() > longest; --digits)
  {
    text = fmt::format("{:.{}g}", value, digits);
  }
  return text;
}

std::string
NewUid()
{
  OFString text;
  OFUUID().toString(text, OFUUID::ER_RepresentationOID);
  return text.c_str();
}

std::string
NameOf(const DcmTagKey & tag)
{
  return fmt::format("{} ({:04x},{:04x})", DcmTag(tag).getTagName(), tag.getGroup(), tag.getElement());
}

std::string
FirstCharacters(const std::string & text, std::size_t count)
{
  std::size_t characters = 0;
  for (std::size_t i = 0; i < text.size(); ++i)
  {
    const bool begins = (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U;
    characters += begins ? 1 : 0;
    if (characters > count)
    {
      return text.substr(0, i);
    }
  }
  return text;
}

} // namespace vox::dcm
