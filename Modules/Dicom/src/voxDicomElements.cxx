// SPDX-License-Identifier: Apache-2.0
#include "voxDicomElements.h"

#include "voxPrintable.h"

#include <cmath>

namespace vox
{

std::string
RawText(DcmItem & item, const DcmTagKey & tag)
{
  OFString text;
  item.findAndGetOFStringArray(tag, text);
  const std::string_view padded(text.c_str(), text.size());
  constexpr std::string_view padding(" \0", 2);
  const std::size_t first = padded.find_first_not_of(padding);
  return first == std::string_view::npos
             ? std::string()
             : std::string(padded.substr(first, padded.find_last_not_of(padding) + 1 - first));
}

std::string
Text(DcmItem & item, const DcmTagKey & tag)
{
  return Printable(RawText(item, tag));
}

std::vector<double>
Numbers(DcmItem & item, const DcmTagKey & tag, std::size_t count)
{
  std::vector<double> numbers;
  Float64 value = 0.0;
  for (unsigned long i = 0; item.findAndGetFloat64(tag, value, i).good() && std::isfinite(value); ++i)
  {
    numbers.push_back(value);
  }
  if (numbers.size() != count)
  {
    numbers.clear();
  }
  return numbers;
}

int
Integer(DcmItem & item, const DcmTagKey & tag, int otherwise)
{
  Sint32 text = 0;
  Uint16 number = 0;
  if (item.findAndGetSint32(tag, text).good())
  {
    return text;
  }
  return item.findAndGetUint16(tag, number).good() ? number : otherwise;
}

DcmItem *
FirstItem(DcmItem & item, const DcmTagKey & sequence)
{
  DcmItem * found = nullptr;
  item.findAndGetSequenceItem(sequence, found, 0);
  return found;
}

} // namespace vox
