// SPDX-License-Identifier: Apache-2.0
#ifndef voxMachine_h
#define voxMachine_h

#include <string>
#include <utility>
#include <vector>

namespace vox
{

/** Names and values, in the order in which people read them. */
using Facts = std::vector<std::pair<std::string, std::string>>;

[[nodiscard]] inline std::string
YesNo(bool value)
{
  return value ? "yes" : "no";
}

/** Processor, threads and memory; features of the processor are "yes" or "no". */
[[nodiscard]] Facts MachineFacts();

/** Version, revision of the sources, kind of build, compiler, and versions of the libraries that it was compiled with.
 */
[[nodiscard]] Facts BuildFacts();

} // namespace vox

#endif
