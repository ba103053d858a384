// SPDX-License-Identifier: Apache-2.0
#ifndef voxMachine_h
#define voxMachine_h

#include <string>
#include <utility>
#include <vector>

namespace vox
{

/** What of the machine matters to this program, as name and value; features of the processor are "yes" or "no". */
[[nodiscard]] std::vector<std::pair<std::string, std::string>> DescribeMachine();

/** Versions of the program and of what it is built from. */
[[nodiscard]] std::vector<std::pair<std::string, std::string>> DescribeBuild();

} // namespace vox

#endif
