// SPDX-License-Identifier: Apache-2.0
#ifndef voxCommandLine_h
#define voxCommandLine_h

#include "voxOptions.h"

#include <CLI/CLI.hpp>

#include <string>

namespace vox
{

/** Registers an option whose value is a name of an enumeration; the help lists the names. */
template <NamedEnum TEnum>
CLI::Option *
AddChoice(CLI::App & app, const std::string & flag, TEnum & value, const std::string & help)
{
  std::string names;
  for (const auto & [candidate, name] : EnumNames(value))
  {
    names += (names.empty() ? "" : "|") + std::string(name);
  }
  return app
      .add_option_function<std::string>(
          flag, [&value, flag](const std::string & text) { value = ParseEnum<TEnum>(text, flag); }, help)
      ->type_name(names)
      ->default_str(std::string(NameOf(value)));
}

/** One line that says what was found on the command line and what is known instead. */
[[nodiscard]] std::string UsageMessage(const CLI::App & program, const CLI::ParseError & error);

} // namespace vox

#endif
