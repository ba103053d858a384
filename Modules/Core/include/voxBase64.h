// SPDX-License-Identifier: Apache-2.0
#ifndef voxBase64_h
#define voxBase64_h

#include <string>
#include <string_view>

namespace vox
{

/** Bytes as text of 64 characters, padded (RFC 4648, section 4). */
[[nodiscard]] std::string Base64(std::string_view bytes);

/** The bytes again. Throws Error(BadInput) for other characters. */
[[nodiscard]] std::string FromBase64(std::string_view text);

} // namespace vox

#endif
