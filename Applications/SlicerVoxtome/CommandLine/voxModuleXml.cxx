// SPDX-License-Identifier: Apache-2.0
#include "voxModuleXml.h"

namespace vox
{
namespace
{

constexpr std::string_view modelFlag = "<longflag>model</longflag>";

class XmlText
{
public:
  void
  Add(int depth, std::string_view tag, std::string_view content)
  {
    m_Text += std::string(2 * depth, ' ') + "<" + std::string(tag) + ">" + EscapedXml(content) + "</" +
              std::string(tag) + ">\n";
  }
  void
  Line(int depth, const std::string & text)
  {
    m_Text += std::string(2 * depth, ' ') + text + "\n";
  }
  [[nodiscard]] const std::string &
  Text() const
  {
    return m_Text;
  }

private:
  std::string m_Text;
};

/** The first letter large and a full stop at the end, as the other texts of a panel. */
std::string
Sentence(std::string text)
{
  if (!text.empty() && text.front() >= 'a' && text.front() <= 'z')
  {
    text.front() = static_cast<char>(text.front() - 'a' + 'A');
  }
  return text.ends_with('.') ? text : text + ".";
}

void
AddParameter(XmlText & xml, const ModuleParameter & parameter, const OptionTexts & texts,
             const std::vector<std::string> & models)
{
  const bool isBoolean = parameter.tag == "boolean";
  const bool asks =
      !parameter.option.empty() && (parameter.description.empty() || (parameter.value.empty() && !isBoolean));
  const OptionText option = asks ? texts(parameter.option) : OptionText();
  const std::string tag(parameter.tag);
  const std::string attributes(parameter.attributes);
  xml.Line(2, "<" + tag + (attributes.empty() ? "" : " " + attributes) + ">");
  xml.Add(3, "name", parameter.name);
  parameter.index < 0 ? xml.Add(3, "longflag", parameter.name) : xml.Add(3, "index", std::to_string(parameter.index));
  xml.Add(3, "description", parameter.description.empty() ? Sentence(option.help) : std::string(parameter.description));
  xml.Add(3, "label", parameter.label);
  const std::string value(parameter.value.empty() ? option.value : parameter.value);
  if (!value.empty())
  {
    xml.Add(3, "default", value);
  }
  if (!parameter.channel.empty())
  {
    xml.Add(3, "channel", parameter.channel);
  }
  if (!parameter.step.empty())
  {
    xml.Line(3, "<constraints>");
    xml.Add(4, "minimum", parameter.minimum);
    xml.Add(4, "maximum", parameter.maximum);
    xml.Add(4, "step", parameter.step);
    xml.Line(3, "</constraints>");
  }
  if (parameter.tag.ends_with("-enumeration"))
  {
    for (const std::string & name : parameter.name == "model" ? models : option.names)
    {
      xml.Add(3, "element", name);
    }
  }
  xml.Line(2, "</" + tag + ">");
}

} // namespace

std::string
EscapedXml(std::string_view text)
{
  std::string escaped;
  for (const char letter : text)
  {
    escaped += letter == '<'   ? "&lt;"
               : letter == '>' ? "&gt;"
               : letter == '&' ? "&amp;"
               : letter == '"' ? "&quot;"
                               : std::string(1, letter);
  }
  return escaped;
}

std::string
ModuleXml(const ModuleDescription & module, const OptionTexts & texts, const std::vector<std::string> & models)
{
  XmlText xml;
  xml.Line(0, R"(<?xml version="1.0" encoding="utf-8"?>)");
  xml.Line(0, "<executable>");
  xml.Add(1, "category", module.category);
  xml.Add(1, "title", module.title);
  xml.Add(1, "description", module.description);
  xml.Add(1, "version", VOX_VERSION);
  xml.Add(1, "license", "Apache-2.0");
  xml.Add(1, "contributor", "The Voxtome developers");
  for (const ModuleGroup & group : module.groups)
  {
    xml.Line(1, group.advanced ? R"(<parameters advanced="true">)" : "<parameters>");
    xml.Add(2, "label", group.label);
    xml.Add(2, "description", group.description);
    for (const ModuleParameter & parameter : group.parameters)
    {
      AddParameter(xml, parameter, texts, models);
    }
    xml.Line(1, "</parameters>");
  }
  xml.Line(0, "</executable>");
  return xml.Text();
}

std::string
WithModels(const std::string & xml, const std::vector<std::string> & models)
{
  const std::size_t flag = xml.find(modelFlag);
  if (flag == std::string::npos || models.empty())
  {
    return xml;
  }
  const std::size_t first = xml.find("      <element>", flag);
  const std::size_t last = xml.find("    </string-enumeration>", flag);
  XmlText elements;
  for (const std::string & name : models)
  {
    elements.Add(3, "element", name);
  }
  std::string changed = xml;
  changed.replace(first, last - first, elements.Text());
  // The default must be among the names.
  const std::size_t value = changed.find("<default>", flag) + std::string_view("<default>").size();
  const std::size_t end = changed.find("</default>", value);
  const std::string current = changed.substr(value, end - value);
  if (elements.Text().find("<element>" + current + "</element>") == std::string::npos)
  {
    changed.replace(value, end - value, EscapedXml(models.front()));
  }
  return changed;
}

} // namespace vox
