// SPDX-License-Identifier: Apache-2.0
#include "voxCompletion.h"

#include <fmt/ranges.h>

namespace vox
{
namespace
{

constexpr std::string_view kHead = R"(#compdef voxtome
# Completion of voxtome for zsh, made by `voxtome reference zsh`.

_voxtome()
{
  local curcontext="$curcontext" state line
  local -a verbs common
  common=(
)";

/** Text inside the quotes and brackets of a specification. */
std::string
Quoted(std::string_view text, std::string_view special)
{
  std::string quoted;
  for (const char c : text)
  {
    if (c == '\'')
    {
      quoted += "'\\''";
      continue;
    }
    if (special.find(c) != std::string_view::npos)
    {
      quoted += '\\';
    }
    quoted += c;
  }
  return quoted;
}

/** ":message:action" of a value. */
std::string
Action(const OptionReference & option)
{
  const std::string message = Quoted(option.value, ":\\[]");
  std::string words;
  for (const std::string & word : option.words)
  {
    words += words.empty() ? "" : " ";
    words += Quoted(word, ":\\()");
  }
  if (option.takesFiles && !words.empty())
  {
    return fmt::format(":{}:{{compadd - {}; _files}}", message, words);
  }
  if (option.takesFiles)
  {
    return fmt::format(":{}:_files", message);
  }
  const bool goesOn = words.find('=') != std::string::npos || words.find("\\:") != std::string::npos;
  return words.empty() ? fmt::format(":{}: ", message)
         : goesOn      ? fmt::format(R"(:{}:compadd -S "" - {})", message, words)
                       : fmt::format(":{}:({})", message, words);
}

/** A line of _arguments, quoted for the shell. */
std::string
Specification(const OptionReference & option)
{
  if (option.IsPositional())
  {
    return fmt::format("'{}{}'", option.takesSeveral ? "*" : "", Action(option));
  }
  const std::string exclusive = option.takesSeveral ? "*" : fmt::format("({})", fmt::join(option.names, " "));
  const std::string names =
      option.names.size() == 1 ? option.names.front() : fmt::format("{{{}}}", fmt::join(option.names, ","));
  const std::string help = fmt::format("[{}]", Quoted(option.help, "[]\\"));
  // Several values: up to the next option.
  const std::string several = option.takesSeveral ? ":*-*" : "";
  return fmt::format("'{}'{}'{}{}{}'", exclusive, names, help, several, option.IsFlag() ? "" : Action(option));
}

} // namespace

std::string
ZshCompletion(const ProgramReference & reference)
{
  std::string script(kHead);
  for (const OptionReference & option : reference.options)
  {
    script += "    " + Specification(option) + "\n";
  }
  script += "  )\n  verbs=(\n";
  for (const VerbReference & verb : reference.verbs)
  {
    script += fmt::format("    '{}:{}'\n", verb.text.name, Quoted(verb.text.summary, ":\\"));
  }
  script += "  )\n  _arguments -C $common '1:verb:->verb' '*::argument:->argument' && return\n"
            "  case $state in\n    verb)\n      _describe verb verbs ;;\n    argument)\n      case $line[1] in\n";
  for (const VerbReference & verb : reference.verbs)
  {
    script += fmt::format("        {})\n          _arguments $common", verb.text.name);
    for (const OptionReference & option : verb.options)
    {
      script += " \\\n            " + Specification(option);
    }
    script += " ;;\n";
  }
  return script + "      esac ;;\n  esac\n}\n\n_voxtome \"$@\"\n";
}

} // namespace vox
