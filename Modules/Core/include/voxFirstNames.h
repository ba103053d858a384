// SPDX-License-Identifier: Apache-2.0
#ifndef voxFirstNames_h
#define voxFirstNames_h

#include <cstddef>
#include <span>
#include <string>

namespace vox
{

/** Names as they may stand in one line of a message: "a, b, c and 997 more"; all of them where they are no more than
 * `most`. Empty for none. */
[[nodiscard]] std::string FirstNames(std::span<const std::string> names, std::size_t most = 8);

} // namespace vox

#endif
