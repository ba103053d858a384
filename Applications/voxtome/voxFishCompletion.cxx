// SPDX-License-Identifier: Apache-2.0
#include "voxCompletion.h"

#include <fmt/ranges.h>

namespace vox
{
namespace
{

/** Text between the single quotes of fish. */
std::string
Quoted(std::string_view text)
{
  std::string quoted;
  for (const char c : text)
  {
    if (c == '\'' || c == '\\')
    {
      quoted += '\\';
    }
    quoted += c;
  }
  return "'" + quoted + "'";
}

/** One command for an option; `condition` says where it is offered. */
std::string
Command(const OptionReference & option, const std::string & condition)
{
  std::string command = "complete -c voxtome" + condition;
  for (const std::string & name : option.names)
  {
    command += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  if (!option.IsFlag())
  {
    const char * takes = option.IsPositional() ? (option.takesFiles ? " -F" : " -f")
                         : option.takesFiles   ? " -rF"
                                               : " -x";
    command += takes;
    if (!option.words.empty())
    {
      command += " -a " + Quoted(fmt::format("{}", fmt::join(option.words, " ")));
    }
  }
  return command + (option.IsPositional() ? "" : " -d " + Quoted(option.help)) + "\n";
}

} // namespace

std::string
FishCompletion(const ProgramReference & reference)
{
  std::string script = "# Completion of voxtome for fish, made by `voxtome reference fish`.\n"
                       "complete -c voxtome -n __fish_use_subcommand -f\n";
  for (const VerbReference & verb : reference.verbs)
  {
    script += fmt::format("complete -c voxtome -n __fish_use_subcommand -a {} -d {}\n", verb.text.name,
                          Quoted(verb.text.summary));
  }
  for (const OptionReference & option : reference.options)
  {
    script += Command(option, "");
  }
  for (const VerbReference & verb : reference.verbs)
  {
    const std::string condition = fmt::format(" -n '__fish_seen_subcommand_from {}'", verb.text.name);
    for (const OptionReference & option : verb.options)
    {
      script += Command(option, condition);
    }
  }
  return script;
}

} // namespace vox
