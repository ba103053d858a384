// SPDX-License-Identifier: Apache-2.0
#ifndef voxZipDirectory_h
#define voxZipDirectory_h

#include "voxError.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>

namespace vox
{

/** A record of a zip archive. */
struct ZipEntry
{
  std::span<const std::byte> packed; ///< the part of the archive that holds it
  std::uint64_t bytes = 0;           ///< its size when unpacked
  std::uint32_t crc32 = 0;           ///< of the unpacked bytes; not compared with them here
  bool deflated = false;             ///< `packed` is raw deflate (RFC 1951); else it is the record itself
  bool special = false;              ///< made of something else than a file or folder: a link, a device
};

/** By their whole names. */
using ZipRecords = std::map<std::string, ZipEntry>;

/** The records of a zip archive (with or without the 64-bit extension), read from its central directory; nothing is
 * unpacked. Throws Error of the kind given, one line that begins with `where`: cut off, damaged, a record that is
 * encrypted or compressed otherwise. */
[[nodiscard]] ZipRecords ReadZipDirectory(std::span<const std::byte> archive, const std::string & where,
                                          ErrorKind kind = ErrorKind::BadModel);

} // namespace vox

#endif
