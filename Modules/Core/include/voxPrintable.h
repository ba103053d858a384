// SPDX-License-Identifier: Apache-2.0
#ifndef voxPrintable_h
#define voxPrintable_h

#include <string>
#include <string_view>

namespace vox
{

/** Text from a file as it may stand in a message: at most 80 characters, all but those of ASCII as '?'. */
[[nodiscard]] std::string Printable(std::string_view text);

} // namespace vox

#endif
