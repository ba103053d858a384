// SPDX-License-Identifier: Apache-2.0
#include "voxError.h"
#include "voxLabelTableFormats.h"
#include "voxPrintable.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace vox
{

std::int64_t
LabelRows::Number(std::size_t line, std::string_view field, std::string_view what, std::int64_t low,
                  std::int64_t high) const
{
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
  if (error != std::errc() || end != field.data() + field.size() || value < low || value > high)
  {
    Fail(ErrorKind::BadInput, "{}: line {}: found the {} '{}', expected a whole number from {} to {}", m_Path.string(),
         line, what, Printable(field), low, high);
  }
  return value;
}

std::int64_t
LabelRows::Value(std::size_t line, std::string_view field) const
{
  using Limits = std::numeric_limits<std::int32_t>;
  return Number(line, field, "label value", Limits::min(), Limits::max());
}

Rgb
LabelRows::Color(std::size_t line, std::string_view red, std::string_view green, std::string_view blue) const
{
  const auto part = [&](std::string_view field, std::string_view what) {
    return static_cast<std::uint8_t>(Number(line, field, what, 0, 255));
  };
  return {part(red, "red"), part(green, "green"), part(blue, "blue")};
}

void
LabelRows::Add(std::size_t line, Segment segment)
{
  if (segment.value == 0)
  {
    return;
  }
  if (segment.name.empty())
  {
    Fail(ErrorKind::BadInput, "{}: line {}: the label {} has no name; give it one", m_Path.string(), line,
         segment.value);
  }
  const auto refuse = [&](auto found, const std::string & what) {
    if (found != m_Segments.end())
    {
      Fail(ErrorKind::BadInput, "{}: line {}: the {} is that of line {}, too; give each label its own", m_Path.string(),
           line, what, m_Lines[static_cast<std::size_t>(found - m_Segments.begin())]);
    }
  };
  refuse(std::ranges::find(m_Segments, segment.value, &Segment::value), fmt::format("value {}", segment.value));
  refuse(std::ranges::find(m_Segments, segment.name, &Segment::name),
         fmt::format("name '{}'", Printable(segment.name)));
  m_Segments.push_back(std::move(segment));
  m_Lines.push_back(line);
}

std::vector<Segment>
LabelRows::Take()
{
  if (m_Segments.empty())
  {
    Fail(ErrorKind::BadInput, "{}: holds no label but background, expected a label table", m_Path.string());
  }
  return std::move(m_Segments);
}

} // namespace vox
