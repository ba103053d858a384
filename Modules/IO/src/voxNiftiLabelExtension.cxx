// SPDX-License-Identifier: Apache-2.0
#include "voxNiftiLabelExtension.h"

#include "voxError.h"
#include "voxPrintable.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <utility>

namespace vox
{
namespace
{

constexpr std::string_view kBegin = "<![CDATA[";
constexpr std::string_view kEnd = "]]>";

void
ReplaceAll(std::string & text, std::string_view from, std::string_view to)
{
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
  {
    text.replace(at, from.size(), to);
  }
}

/** The text of an element: character data and entities as what they stand for. */
std::string
PlainText(std::string_view xml)
{
  std::string text;
  while (!xml.empty())
  {
    const std::size_t begin = std::min(xml.find(kBegin), xml.size());
    std::string outside(xml.substr(0, begin));
    for (const auto & [entity, letter] : {std::pair("&lt;", "<"), std::pair("&gt;", ">"), std::pair("&quot;", "\""),
                                          std::pair("&apos;", "'"), std::pair("&amp;", "&")})
    {
      ReplaceAll(outside, entity, letter);
    }
    text += outside;
    xml.remove_prefix(begin);
    if (!xml.empty())
    {
      xml.remove_prefix(kBegin.size());
      const std::size_t end = xml.find(kEnd);
      text += xml.substr(0, end);
      xml.remove_prefix(end == std::string_view::npos ? xml.size() : end + kEnd.size());
    }
  }
  return text;
}

/** The number of an attribute in `tag`. */
template <typename T>
T
Attribute(std::string_view tag, std::string_view name, const std::filesystem::path & path)
{
  const std::string begin = fmt::format(" {}=\"", name);
  const std::size_t at = tag.find(begin);
  const std::string_view rest = at == std::string_view::npos ? std::string_view() : tag.substr(at + begin.size());
  const std::string_view text = rest.substr(0, rest.find('"'));
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
  {
    Fail(ErrorKind::BadInput, "{}: the label table in its NIfTI extension has a label with {} '{}', expected a number",
         path.string(), name, Printable(text));
  }
  return value;
}

std::uint8_t
ColorPart(std::string_view tag, std::string_view name, const std::filesystem::path & path)
{
  const auto value = Attribute<double>(tag, name, path);
  if (!(value >= 0.0 && value <= 1.0))
  {
    Fail(ErrorKind::BadInput, "{}: the label table in its NIfTI extension has {} {}, expected 0 to 1", path.string(),
         name, value);
  }
  return static_cast<std::uint8_t>(std::lround(255.0 * value));
}

std::vector<Segment>
SegmentsOfXml(std::string_view xml, const std::filesystem::path & path)
{
  std::vector<Segment> segments;
  constexpr std::string_view open = "<Label ", close = "</Label>";
  for (std::size_t at = xml.find(open); at != std::string_view::npos; at = xml.find(open))
  {
    xml.remove_prefix(at);
    const std::size_t tagEnd = xml.find('>');
    const std::size_t end = xml.find(close);
    if (tagEnd == std::string_view::npos || end == std::string_view::npos || end < tagEnd)
    {
      Fail(ErrorKind::BadInput, "{}: the label table in its NIfTI extension ends within a label; the file is damaged",
           path.string());
    }
    const std::string_view tag = xml.substr(0, tagEnd);
    if (const auto value = Attribute<std::int64_t>(tag, "Key", path); value != 0)
    {
      segments.push_back({value,
                          PlainText(xml.substr(tagEnd + 1, end - tagEnd - 1)),
                          Rgb{ColorPart(tag, "Red", path), ColorPart(tag, "Green", path), ColorPart(tag, "Blue", path)},
                          {},
                          0});
    }
    xml.remove_prefix(end);
  }
  return segments;
}

std::int32_t
Int32At(std::string_view bytes, std::size_t offset, bool swapped)
{
  std::array<char, 4> raw{};
  std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(offset), raw.size(), raw.begin());
  if (swapped)
  {
    std::ranges::reverse(raw);
  }
  return std::bit_cast<std::int32_t>(raw);
}

std::string
Bytes(std::int32_t value)
{
  const auto raw = std::bit_cast<std::array<char, 4>>(value);
  return {raw.begin(), raw.end()};
}

} // namespace

std::string
NiftiLabelExtension(const std::vector<Segment> & segments)
{
  std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<CaretExtension>\n<VolumeInformation Index=\"0\">\n"
                    "<LabelTable>\n";
  for (std::size_t i = 0; i < segments.size(); ++i)
  {
    const Rgb color = segments[i].color.value_or(LabelColor(i));
    std::string name = segments[i].name;
    ReplaceAll(name, kEnd, "]]]]><![CDATA[>");
    xml += fmt::format("<Label Key=\"{}\" Red=\"{:.6g}\" Green=\"{:.6g}\" Blue=\"{:.6g}\" Alpha=\"1\">{}{}{}</Label>\n",
                       segments[i].value, color[0] / 255.0, color[1] / 255.0, color[2] / 255.0, kBegin, name, kEnd);
  }
  xml += "</LabelTable>\n<StudyMetaDataLinkSet>\n</StudyMetaDataLinkSet>\n<VolumeType><![CDATA[Label]]></VolumeType>\n"
         "</VolumeInformation>\n</CaretExtension>\n";
  constexpr std::size_t sizeAndCode = 8, unit = 16;
  constexpr std::int32_t unnamed = 0;
  xml.resize((xml.size() + sizeAndCode + unit - 1) / unit * unit - sizeAndCode, ' ');
  return Bytes(static_cast<std::int32_t>(xml.size() + sizeAndCode)) + Bytes(unnamed) + xml;
}

std::vector<Segment>
SegmentsOfNiftiExtension(std::string_view bytes, bool swapped, const std::filesystem::path & path)
{
  constexpr std::size_t sizeAndCode = 8;
  while (bytes.size() >= sizeAndCode)
  {
    const std::int32_t size = Int32At(bytes, 0, swapped);
    if (size < static_cast<std::int32_t>(sizeAndCode) || static_cast<std::size_t>(size) > bytes.size())
    {
      Fail(ErrorKind::BadInput, "{}: found a NIfTI extension of {} bytes, expected 8 to {}; the file is damaged",
           path.string(), size, bytes.size());
    }
    const std::string_view content = bytes.substr(sizeAndCode, static_cast<std::size_t>(size) - sizeAndCode);
    if (content.find("<LabelTable>") != std::string_view::npos)
    {
      return SegmentsOfXml(content.substr(0, content.find("</LabelTable>")), path);
    }
    bytes.remove_prefix(static_cast<std::size_t>(size));
  }
  return {};
}

} // namespace vox
