// SPDX-License-Identifier: Apache-2.0
#include "voxSlicerProgress.h"

#include "voxModuleXml.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace vox
{
namespace
{

using Json = nlohmann::json;

std::string
TextOf(const Json & event, const char * key)
{
  const auto found = event.find(key);
  return found != event.end() && found->is_string() ? found->get<std::string>() : std::string();
}

} // namespace

SlicerProgress::SlicerProgress(std::string_view name) : m_Name(name)
{}

std::string
SlicerProgress::Begin() const
{
  return fmt::format("<filter-start><filter-name>{}</filter-name><filter-comment>starting</filter-comment>"
                     "</filter-start>\n<filter-progress>0</filter-progress>\n",
                     EscapedXml(m_Name));
}

std::string
SlicerProgress::Translate(std::string_view line)
{
  const Json event = Json::parse(line, nullptr, false);
  if (!event.is_object())
  {
    return std::string(line) + "\n";
  }
  const std::string kind = TextOf(event, "event");
  if (kind == "note" || kind == "warning")
  {
    return (kind == "warning" ? "warning: " : "") + TextOf(event, "message") + "\n";
  }
  if (kind != "progress")
  {
    return {};
  }
  std::string text;
  if (const std::string what = TextOf(event, "what"); what != m_Shown)
  {
    m_Shown = what;
    text = fmt::format("<filter-comment>{}</filter-comment>\n", EscapedXml(what));
  }
  m_Fraction = std::clamp(event.value("fraction", m_Fraction), m_Fraction, 1.0);
  return text + fmt::format("<filter-progress>{:.4g}</filter-progress>\n", m_Fraction);
}

std::string
SlicerProgress::End()
{
  m_Fraction = 1.0;
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - m_Start).count();
  return fmt::format("<filter-progress>1</filter-progress>\n<filter-end><filter-name>{}</filter-name>"
                     "<filter-time>{:.2f}</filter-time></filter-end>\n",
                     EscapedXml(m_Name), seconds);
}

} // namespace vox
