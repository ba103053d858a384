// SPDX-License-Identifier: Apache-2.0
#ifndef voxGzip_h
#define voxGzip_h

#include <cstdint>
#include <span>
#include <string>

namespace vox
{

/** One gzip member (RFC 1952), as small as zlib makes it. */
[[nodiscard]] std::string Gzipped(std::span<const std::uint8_t> bytes);

} // namespace vox

#endif
