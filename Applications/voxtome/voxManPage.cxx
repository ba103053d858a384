// SPDX-License-Identifier: Apache-2.0
#include "voxManPage.h"

#include "voxExitCodes.h"
#include "voxRunManifest.h"

#include <algorithm>
#include <cctype>
#include <sstream>

namespace vox
{
namespace
{

/** Text that roff shows as it is. */
std::string
Escaped(std::string_view text)
{
  std::string escaped;
  for (const char c : text)
  {
    switch (c)
    {
    case '\\':
      escaped += "\\e";
      break;
    case '-':
      escaped += "\\-";
      break;
    case '\'':
      escaped += "\\(aq";
      break;
    case '`':
      escaped += "\\(ga";
      break;
    case '^':
      escaped += "\\(ha";
      break;
    case '~':
      escaped += "\\(ti";
      break;
    default:
      escaped += c;
    }
  }
  return escaped.starts_with('.') ? "\\&" + escaped : escaped;
}

std::string
Bold(std::string_view text)
{
  return "\\fB" + Escaped(text) + "\\fR";
}

std::string
Italic(std::string_view text)
{
  return "\\fI" + Escaped(text) + "\\fR";
}

/** Prose, in which `words between these marks` are bold. */
std::string
Prose(std::string_view text)
{
  std::string prose;
  while (!text.empty())
  {
    const std::size_t begin = std::min(text.size(), text.find('`'));
    const std::size_t end = begin < text.size() ? text.find('`', begin + 1) : std::string_view::npos;
    if (end == std::string_view::npos)
    {
      return prose + Escaped(text);
    }
    prose += Escaped(text.substr(0, begin)) + Bold(text.substr(begin + 1, end - begin - 1));
    text.remove_prefix(end + 1);
  }
  return prose;
}

/** Values in italics, words that stand for themselves in bold: auto|cpu|cuda:N. */
std::string
Value(const std::string & value)
{
  std::string text;
  std::istringstream stream(value);
  for (std::string part; std::getline(stream, part, '|');)
  {
    const bool isPlaceholder =
        std::ranges::none_of(part, [](unsigned char c) { return std::islower(c) != 0 || c == '.'; });
    text += (text.empty() ? "" : " | ") + (isPlaceholder ? Italic(part) : Bold(part));
  }
  return text;
}

void
WriteOption(const OptionReference & option, std::ostream & page)
{
  page << ".TP\n";
  for (std::size_t i = 0; i < option.names.size(); ++i)
  {
    page << (i > 0 ? ", " : "") << Bold(option.names[i]);
  }
  if (!option.IsFlag())
  {
    page << (option.IsPositional() ? "" : " ") << (option.IsPositional() ? Italic(option.value) : Value(option.value))
         << (option.takesSeveral ? " ..." : "");
  }
  page << '\n' << Prose(option.help);
  std::vector<std::string> notes;
  if (option.isRequired)
  {
    notes.emplace_back("required");
  }
  if (!option.range.empty())
  {
    notes.push_back(option.range);
  }
  if (!option.defaultValue.empty() && !option.isRequired)
  {
    notes.push_back("default: " + option.defaultValue);
  }
  if (!notes.empty())
  {
    page << " (" << Escaped(fmt::format("{}", fmt::join(notes, "; "))) << ")";
  }
  page << '\n';
}

/** Lines of help as running text. A line of a name, blanks and text is an entry of a list; lines that begin with blanks
 * go on with it. */
void
WriteLines(std::string_view text, std::ostream & page)
{
  bool inList = true; // so that text begins a paragraph
  std::istringstream stream{std::string(text)};
  for (std::string line; std::getline(stream, line);)
  {
    const std::size_t first = line.find_first_not_of(' ');
    const std::size_t gap = line.find("  ");
    if (first == std::string::npos)
    {
      continue;
    }
    if (first == 0 && gap != std::string::npos)
    {
      page << ".TP\n" << Bold(line.substr(0, gap)) << '\n';
      line = line.substr(line.find_first_not_of(' ', gap));
      inList = true;
    }
    else if (first == 0 && inList)
    {
      page << ".PP\n";
      inList = false;
    }
    page << Prose(line.substr(line.find_first_not_of(' '))) << '\n';
  }
}

void
WriteExamples(std::string_view commands, std::ostream & page)
{
  page << ".PP\n.RS 4\n.nf\n";
  std::istringstream stream{std::string(commands)};
  for (std::string line; std::getline(stream, line);)
  {
    page << Escaped(line.substr(std::min(line.size(), line.find_first_not_of(' ')))) << '\n';
  }
  page << ".fi\n.RE\n";
}

void
WriteVerb(const VerbReference & verb, std::ostream & page)
{
  page << ".SS " << Escaped(verb.text.name) << '\n' << Prose(verb.text.summary) << ".\n.PP\n";
  page << Bold(fmt::format("voxtome {}", verb.text.name)) << " [" << Italic("OPTIONS") << ']';
  for (const OptionReference & option : verb.options)
  {
    if (option.IsPositional())
    {
      page << ' ' << Italic(option.value) << (option.takesSeveral ? " ..." : "");
    }
  }
  page << '\n';
  WriteLines(verb.text.description, page);
  for (const OptionReference & option : verb.options)
  {
    WriteOption(option, page);
  }
  WriteLines(fmt::format("`Limitations:`\n{}", verb.text.limitations), page);
  WriteExamples(verb.text.example, page);
}

void
WriteKeys(const VerbReference & verb, std::ostream & page)
{
  page << ".SS Keys of " << Escaped(fmt::format("{} --set", verb.text.name)) << '\n';
  for (const FieldDescription & key : verb.keys)
  {
    page << ".TP\n" << Bold(key.key) << " = ";
    for (const char c : Escaped(key.defaultValue))
    {
      page << c << (c == ',' ? "\\:" : ""); // lists may go on in the next line
    }
    page << '\n' << (key.help.empty() ? "\\&" : Prose(key.help)) << '\n';
  }
}

} // namespace

std::string
ManPage(const ProgramReference & reference)
{
  std::ostringstream page;
  page << ".\\\" Made by `voxtome reference man`.\n.TH VOXTOME 1 \"\" \"voxtome " << Escaped(ProgramVersion())
       << "\" \"User Commands\"\n.SH NAME\nvoxtome \\- 3D medical image segmentation, from raw files to results\n"
       << ".SH SYNOPSIS\n.B voxtome\n[\\fIOPTIONS\\fR] \\fIVERB\\fR [\\fIARGUMENTS\\fR]\n.SH OPTIONS\n"
       << "These are understood before and after every verb.\n";
  for (const OptionReference & option : reference.options)
  {
    WriteOption(option, page);
  }
  page << ".SH VERBS\n";
  for (const VerbReference & verb : reference.verbs)
  {
    WriteVerb(verb, page);
  }
  page << ".SH KEYS\nDefaults stand behind the keys. In a file of\n.B \\-\\-config\nkeys are nested at their dots.\n";
  for (const VerbReference & verb : reference.verbs)
  {
    if (!verb.keys.empty())
    {
      WriteKeys(verb, page);
    }
  }
  page << ".SH EXIT STATUS\n";
  for (const ExitMeaning & exit : kExitMeanings)
  {
    page << ".TP\n\\fB" << exit.code << "\\fR\n" << Escaped(exit.meaning) << '\n';
  }
  page << ".PP\nOutput files appear whole or not at all.\n"
       << ".SH NOTES\nVoxtome is for research and no medical device;\n"
       << "do not base decisions about patients on it alone.\n";
  return page.str();
}

} // namespace vox
