// SPDX-License-Identifier: Apache-2.0
#include "voxCommandLine.h"

namespace vox
{
namespace
{

std::vector<std::string>
OptionNames(const CLI::App & app)
{
  std::vector<std::string> names;
  for (const CLI::Option * option : app.get_options())
  {
    if (option != app.get_help_ptr())
    {
      names.push_back(option->get_name());
    }
  }
  return names;
}

std::vector<std::string>
VerbNames(const CLI::App & program)
{
  std::vector<std::string> names;
  for (const CLI::App * verb : program.get_subcommands({}))
  {
    names.push_back(verb->get_name());
  }
  return names;
}

} // namespace

std::string
UsageMessage(const CLI::App & program, const CLI::ParseError & error)
{
  const std::vector<std::string> unexpected = program.remaining(true);
  const auto verbs = program.get_subcommands();
  if (verbs.empty())
  {
    const std::string found =
        unexpected.empty() ? "no verb given" : fmt::format("unknown verb '{}'", unexpected.front());
    return fmt::format("{}; known are: {}", found, fmt::join(VerbNames(program), ", "));
  }
  const CLI::App & verb = *verbs.front();
  if (dynamic_cast<const CLI::ExtrasError *>(&error) != nullptr && !unexpected.empty())
  {
    std::vector<std::string> known = OptionNames(verb);
    const std::vector<std::string> global = OptionNames(program);
    known.insert(known.end(), global.begin(), global.end());
    return fmt::format("{}: '{}' is not known here; known are: {}", verb.get_name(), unexpected.front(),
                       fmt::join(known, ", "));
  }
  return fmt::format("{0}: {1}; see `voxtome {0} --help`", verb.get_name(), error.what());
}

} // namespace vox
