// SPDX-License-Identifier: Apache-2.0
#ifndef voxPickleText_h
#define voxPickleText_h

#include <optional>
#include <string>
#include <string_view>

namespace vox
{

/** True for well-formed UTF-8: shortest forms, no surrogates, nothing above U+10FFFF. */
[[nodiscard]] bool IsUtf8(std::string_view text);

/** One byte per character of well-formed UTF-8; none if a character is above U+00FF. */
[[nodiscard]] std::optional<std::string> Latin1FromUtf8(std::string_view text);

} // namespace vox

#endif
