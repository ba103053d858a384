// SPDX-License-Identifier: Apache-2.0
#ifndef voxShortened_h
#define voxShortened_h

#include <cstddef>
#include <string>
#include <string_view>

namespace vox
{

/** At most this many characters (1 or more) of a text in UTF-8, never cut within one; where it is longer, the last is
 * "…". Bytes that are no UTF-8 count as a part of the character before them. */
[[nodiscard]] std::string Shortened(std::string_view text, std::size_t characters);

} // namespace vox

#endif
