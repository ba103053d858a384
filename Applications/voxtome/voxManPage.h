// SPDX-License-Identifier: Apache-2.0
#ifndef voxManPage_h
#define voxManPage_h

#include "voxReference.h"

namespace vox
{

/** The manual page voxtome(1) in the language of man(7): all verbs with all options, exit codes and examples. The same
 * program gives the same page: it bears a version, no date. */
[[nodiscard]] std::string ManPage(const ProgramReference & reference);

} // namespace vox

#endif
