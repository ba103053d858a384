// SPDX-License-Identifier: Apache-2.0
#include "voxReference.h"

#include "voxImageEndings.h"

#include <CLI/CLI.hpp>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace vox
{
namespace
{

constexpr std::array<std::string_view, 3> kPlaces{"TEXT", "PATH", "FOLDER"};

std::vector<std::string>
Split(const std::string & text, char separator)
{
  return CLI::detail::split(text, separator);
}

/** CLI11's name of a type and of a check on it, such as INT:NONNEGATIVE, in words of people. */
void
DescribeType(const std::string & type, OptionReference & option)
{
  const std::size_t colon = type.find(':');
  const bool isChecked = colon != std::string::npos && std::isupper(static_cast<unsigned char>(type[0])) != 0;
  const std::string check = isChecked ? type.substr(colon + 1) : "";
  const std::string name = isChecked ? type.substr(0, colon) : type;
  option.value = name == "TEXT" ? "PATH" : name == "INT" || name == "UINT" || name == "FLOAT" ? "NUMBER" : name;
  option.takesFiles = std::ranges::find(kPlaces, name) != kPlaces.end();
  if (check == "NONNEGATIVE")
  {
    option.range = "0 or more";
  }
  else if (check == "POSITIVE")
  {
    option.range = "above 0";
  }
  else if (const std::size_t range = check.find('['); range != std::string::npos)
  {
    option.range = check.substr(range + 1, check.size() - range - 2);
    option.range.replace(option.range.find(" - "), 3, " to ");
  }
  else if (check.starts_with('{'))
  {
    option.value = check.substr(1, check.size() - 2);
    std::ranges::replace(option.value, ',', '|');
    option.takesFiles = false;
  }
}

/** Of the values "cuda:N" and "MM", what comes before the part in capitals, if there is anything. */
std::string
FixedPart(const std::string & choice)
{
  const auto isCapital = [](unsigned char c) { return std::isupper(c) != 0; };
  return {choice.begin(), std::ranges::find_if(choice, isCapital)};
}

void
ListWords(const std::vector<FieldDescription> & keys, OptionReference & option)
{
  if (option.value == "ENDING")
  {
    const auto endings = ImageEndings();
    option.words.assign(endings.begin(), endings.end());
    option.words.emplace_back(".dcm");
    return;
  }
  if (option.value == "KEY=VALUE")
  {
    for (const FieldDescription & key : keys)
    {
      const std::string word = key.key.substr(key.key.rfind(' ') + 1) + "=";
      if (std::ranges::find(option.words, word) == option.words.end())
      {
        option.words.push_back(word);
      }
    }
    return;
  }
  if (option.value.find('|') == std::string::npos)
  {
    return;
  }
  for (const std::string & choice : Split(option.value, '|'))
  {
    option.takesFiles = option.takesFiles || std::ranges::find(kPlaces, choice) != kPlaces.end();
    if (const std::string word = FixedPart(choice); !word.empty())
    {
      option.words.push_back(word);
    }
  }
}

OptionReference
Described(const CLI::Option & from, const std::vector<FieldDescription> & keys)
{
  OptionReference option;
  for (const std::string & name : from.get_snames())
  {
    option.names.push_back("-" + name);
  }
  for (const std::string & name : from.get_lnames())
  {
    option.names.push_back("--" + name);
  }
  if (from.get_items_expected_max() > 0)
  {
    DescribeType(from.get_type_name(), option);
    ListWords(keys, option);
    if (option.IsPositional())
    {
      option.value = from.get_name(true);
      option.range = option.takesFiles ? "" : fmt::format("{}", fmt::join(option.words, ", "));
    }
  }
  option.takesSeveral = from.get_items_expected_max() > 1;
  option.isRequired = from.get_required();
  option.defaultValue = from.get_default_str();
  option.help = from.get_description();
  return option;
}

std::vector<OptionReference>
DescribedOptions(const CLI::App & app, const std::vector<FieldDescription> & keys)
{
  std::vector<OptionReference> options;
  for (const CLI::Option * option : app.get_options())
  {
    if (option != app.get_help_ptr() || app.get_parent() == nullptr) // the program's stands for all
    {
      options.push_back(Described(*option, keys));
    }
  }
  return options;
}

} // namespace

ProgramReference
DescribeReference(const CLI::App & program, const std::vector<std::unique_ptr<Verb>> & verbs)
{
  ProgramReference reference;
  reference.options = DescribedOptions(program, {});
  for (const std::unique_ptr<Verb> & verb : verbs)
  {
    const VerbText text = verb->Text();
    const std::vector<FieldDescription> keys = verb->Keys();
    const CLI::App & app = *program.get_subcommand(std::string(text.name));
    reference.verbs.push_back({text, DescribedOptions(app, keys), keys});
  }
  return reference;
}

} // namespace vox
