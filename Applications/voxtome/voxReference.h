// SPDX-License-Identifier: Apache-2.0
#ifndef voxReference_h
#define voxReference_h

#include "voxOptions.h"
#include "voxVerb.h"

#include <memory>
#include <string>
#include <vector>

namespace vox
{

/** An option, a flag or a positional argument, as the manual page and completions need to know it. */
struct OptionReference
{
  std::vector<std::string> names; ///< "-m", "--model"; empty for a positional argument
  std::string value;              ///< "PATH", "auto|fp32|bf16", the name of a positional argument; empty for a flag
  std::string range;              ///< "0 or more", "man, bash, zsh, fish"; empty for any
  std::vector<std::string> words; ///< values to offer; one that ends in '=' or ':' goes on
  bool takesFiles = false;        ///< paths are values too
  bool takesSeveral = false;
  bool isRequired = false;
  std::string defaultValue;
  std::string help;

  [[nodiscard]] bool
  IsPositional() const
  {
    return names.empty();
  }
  [[nodiscard]] bool
  IsFlag() const
  {
    return value.empty();
  }
};

struct VerbReference
{
  VerbText text;
  std::vector<OptionReference> options; ///< without --help, which is the program's
  std::vector<FieldDescription> keys;   ///< of --set
};

/** The whole command line, read from its description in CLI11. */
struct ProgramReference
{
  std::vector<OptionReference> options; ///< understood after every verb, but for --version
  std::vector<VerbReference> verbs;     ///< in the order of `voxtome --help`
};

[[nodiscard]] ProgramReference DescribeReference(const CLI::App & program,
                                                 const std::vector<std::unique_ptr<Verb>> & verbs);

} // namespace vox

#endif
