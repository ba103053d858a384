// SPDX-License-Identifier: Apache-2.0
#include "voxCompletion.h"

#include <fmt/ranges.h>

namespace vox
{
namespace
{

constexpr std::string_view kHead = R"(# Completion of voxtome for bash, made by `voxtome reference bash`.

# What may follow the option $2 of the verb $1, or "" for the verb itself: how many values, words among them, paths.
_voxtome_values()
{
  count=0 words= paths=
  case "$1 $2" in
)";

constexpr std::string_view kTail = R"(
_voxtome()
{
  local current=${COMP_WORDS[COMP_CWORD]} verb= option= left=0 count words paths word i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; ++i)); do
    word=${COMP_WORDS[i]}
    if [[ $word == "=" || $word == ":" ]]; then
      continue # where bash breaks words
    elif [[ $word == -* ]]; then
      option=$word
      _voxtome_values "$verb" "$option"
      left=$count
    elif ((left > 0)); then
      left=$((left - 1))
    elif [[ -z $verb ]]; then
      verb=$word
    fi
  done
  [[ $current == "=" || $current == ":" ]] && current=
  if [[ $current == -* ]]; then
    words=$(_voxtome_options "$verb") paths=
  elif ((left > 0)); then
    _voxtome_values "$verb" "$option"
  elif [[ -z $verb ]]; then
    words=$_voxtome_verbs paths=
  else
    _voxtome_values "$verb" ""
    ((count > 0)) || words=$(_voxtome_options "$verb")
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
  if [[ -n $paths ]]; then
    compopt -o filenames 2>/dev/null
    mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$current")
  elif [[ ${COMPREPLY[0]} == *[=:] ]]; then
    compopt -o nospace 2>/dev/null
  fi
}

complete -F _voxtome voxtome
)";

void
WriteValues(const std::string & verb, const OptionReference & option, std::string & script)
{
  if (option.IsFlag())
  {
    return;
  }
  std::vector<std::string> patterns;
  for (const std::string & name : option.names)
  {
    patterns.push_back(fmt::format("{}\" {}\"", verb, name));
  }
  if (option.IsPositional())
  {
    patterns.push_back(fmt::format("{}\" \"", verb));
  }
  script += fmt::format("    {}) count={}{}{} ;;\n", fmt::join(patterns, " | "), option.takesSeveral ? 1000 : 1,
                        option.words.empty() ? "" : fmt::format(" words=\"{}\"", fmt::join(option.words, " ")),
                        option.takesFiles ? " paths=1" : "");
}

/** Long names; short ones are known by those who type them. */
std::vector<std::string>
LongNames(const std::vector<OptionReference> & options)
{
  std::vector<std::string> names;
  for (const OptionReference & option : options)
  {
    for (const std::string & name : option.names)
    {
      if (name.starts_with("--"))
      {
        names.push_back(name);
      }
    }
  }
  return names;
}

} // namespace

std::string
BashCompletion(const ProgramReference & reference)
{
  std::string script(kHead);
  // Options of the program are understood after every verb.
  for (const OptionReference & option : reference.options)
  {
    WriteValues("*", option, script);
  }
  std::string options;
  std::vector<std::string_view> verbs;
  const std::vector<std::string> common = LongNames(reference.options);
  for (const VerbReference & verb : reference.verbs)
  {
    const std::string name(verb.text.name);
    verbs.push_back(verb.text.name);
    for (const OptionReference & option : verb.options)
    {
      WriteValues(name, option, script);
    }
    options += fmt::format("    {}) echo \"{}\" ;;\n", name, fmt::join(LongNames(verb.options), " "));
  }
  script += fmt::format("  esac\n}}\n\n_voxtome_verbs=\"{}\"\n\n# Names of the options of the verb $1.\n"
                        "_voxtome_options()\n{{\n  echo \"{}\"\n  case $1 in\n{}  esac\n}}\n",
                        fmt::join(verbs, " "), fmt::join(common, " "), options);
  return script + std::string(kTail);
}

} // namespace vox
