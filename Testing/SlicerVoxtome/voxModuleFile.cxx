// SPDX-License-Identifier: Apache-2.0
#include "voxModuleFile.h"

#include <algorithm>
#include <stdexcept>

namespace vox::testing
{
namespace
{

class XmlReader
{
public:
  explicit XmlReader(const std::string & text) : m_Text(text) {}

  XmlElement
  Document()
  {
    Take("<?xml version=\"1.0\" encoding=\"utf-8\"?>");
    SkipBlanks();
    XmlElement root = Element();
    SkipBlanks();
    Require(m_Place == m_Text.size(), "text after the root");
    return root;
  }

private:
  XmlElement
  Element()
  {
    XmlElement element;
    Take("<");
    element.tag = Word();
    for (SkipBlanks(); Peek() != '>'; SkipBlanks())
    {
      const std::string name = Word();
      Take("=\"");
      Require(element.attributes.emplace(name, Until('"')).second, "an attribute twice");
      Take("\"");
    }
    Take(">");
    element.text = Until('<');
    while (!m_Text.substr(m_Place).starts_with("</"))
    {
      element.children.push_back(Element());
      SkipBlanks();
    }
    Take("</" + element.tag + ">");
    return element;
  }

  std::string
  Word()
  {
    const std::size_t begin = m_Place;
    while (std::isalnum(static_cast<unsigned char>(Peek())) != 0 || Peek() == '-' || Peek() == '_')
    {
      ++m_Place;
    }
    Require(m_Place > begin, "no name");
    return m_Text.substr(begin, m_Place - begin);
  }

  /** With its entities replaced. */
  std::string
  Until(char end)
  {
    const std::size_t last = m_Text.find(end, m_Place);
    Require(last != std::string::npos, "no end");
    std::string text = m_Text.substr(m_Place, last - m_Place);
    m_Place = last;
    const std::pair<std::string, std::string> entities[] = {
        {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&amp;", "&"}};
    for (const auto & [entity, letter] : entities)
    {
      for (std::size_t at = text.find(entity); at != std::string::npos; at = text.find(entity, at + 1))
      {
        text.replace(at, entity.size(), letter);
      }
    }
    return text;
  }

  [[nodiscard]] char
  Peek() const
  {
    return m_Place < m_Text.size() ? m_Text[m_Place] : '\0';
  }
  void
  SkipBlanks()
  {
    m_Place = std::min(m_Text.find_first_not_of(" \n", m_Place), m_Text.size());
  }
  void
  Take(const std::string & word)
  {
    Require(m_Text.compare(m_Place, word.size(), word) == 0, "no " + word);
    m_Place += word.size();
  }
  void
  Require(bool holds, const std::string & problem) const
  {
    if (!holds)
    {
      throw std::runtime_error("XML: " + problem + " at " + std::to_string(m_Place));
    }
  }

  const std::string & m_Text;
  std::size_t m_Place = 0;
};

bool
IsOneOf(const std::string & word, const std::vector<std::string> & words)
{
  return std::ranges::find(words, word) != words.end();
}

} // namespace

std::string
XmlElement::Child(const std::string & name) const
{
  const auto found = std::ranges::find(children, name, &XmlElement::tag);
  return found == children.end() ? std::string() : found->text;
}

bool
XmlElement::Has(const std::string & name) const
{
  return std::ranges::find(children, name, &XmlElement::tag) != children.end();
}

XmlElement
ParseXml(const std::string & text)
{
  return XmlReader(text).Document();
}

std::vector<XmlElement>
ParametersOf(const XmlElement & module)
{
  std::vector<XmlElement> parameters;
  for (const XmlElement & group : module.children)
  {
    for (const XmlElement & child : group.children)
    {
      if (!IsOneOf(child.tag, {"label", "description"}))
      {
        parameters.push_back(child);
      }
    }
  }
  return parameters;
}

std::vector<std::string>
SlicerArguments(const XmlElement & module, const std::map<std::string, std::string> & values)
{
  std::vector<std::string> arguments;
  std::map<int, std::string> positional;
  for (const XmlElement & parameter : ParametersOf(module))
  {
    const auto chosen = values.find(parameter.Child("name"));
    const std::string value = chosen == values.end() ? parameter.Child("default") : chosen->second;
    const bool isText = parameter.tag == "string" || parameter.tag == "file" || parameter.tag == "directory" ||
                        parameter.tag.ends_with("-vector");
    const bool isNode = IsOneOf(parameter.tag, {"image", "table", "region"});
    if ((isText || isNode) && value.empty())
    {
      continue;
    }
    if (parameter.Has("index"))
    {
      positional[std::stoi(parameter.Child("index"))] = value;
      continue;
    }
    const std::string flag = "--" + parameter.Child("longflag");
    if (parameter.tag == "boolean")
    {
      arguments.insert(arguments.end(), value == "true" ? 1 : 0, flag);
      continue;
    }
    arguments.insert(arguments.end(), {flag, value});
  }
  for (const auto & [index, value] : positional)
  {
    arguments.push_back(value);
  }
  return arguments;
}

} // namespace vox::testing
