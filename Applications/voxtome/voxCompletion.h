// SPDX-License-Identifier: Apache-2.0
#ifndef voxCompletion_h
#define voxCompletion_h

#include "voxReference.h"

#include <string>

namespace vox
{

/** Completion for bash 4.4 or later: verbs, options of a verb, and after an option its values, or paths where it takes
 * them. */
[[nodiscard]] std::string BashCompletion(const ProgramReference & reference);

/** The same for zsh, a function for its search path. */
[[nodiscard]] std::string ZshCompletion(const ProgramReference & reference);

/** The same for fish. */
[[nodiscard]] std::string FishCompletion(const ProgramReference & reference);

} // namespace vox

#endif
