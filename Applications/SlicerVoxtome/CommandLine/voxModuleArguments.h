// SPDX-License-Identifier: Apache-2.0
#ifndef voxModuleArguments_h
#define voxModuleArguments_h

#include "voxModuleDescription.h"

#include <stdexcept>
#include <string>
#include <vector>

namespace vox
{

/** What ends a module: one line for a person, and the exit code that `voxtome` gives for the like (2 usage, 3 bad
 * input, 4 bad model, 5 resources). */
class ModuleError : public std::runtime_error
{
public:
  ModuleError(int exitCode, const std::string & message) : std::runtime_error(message), m_ExitCode(exitCode) {}

  [[nodiscard]] int
  ExitCode() const
  {
    return m_ExitCode;
  }

private:
  int m_ExitCode;
};

/** The values in Slicer's list of arguments: `--name value`, `--name` for booleans, then those without flag in the
 * order of their index. All of the latter must be there. Throws ModuleError for a flag that the module does not have,
 * one given twice, and missing or surplus arguments. */
[[nodiscard]] ModuleValues ParseModuleArguments(const ModuleDescription & module,
                                                const std::vector<std::string> & arguments);

} // namespace vox

#endif
