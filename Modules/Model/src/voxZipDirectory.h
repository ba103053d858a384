// SPDX-License-Identifier: Apache-2.0
#ifndef voxZipDirectory_h
#define voxZipDirectory_h

#include <cstddef>
#include <map>
#include <span>
#include <string>

namespace vox
{

/** Where the record lies in the archive, by its whole name. */
using ZipRecords = std::map<std::string, std::span<const std::byte>>;

/** The records of a zip archive (with or without the 64-bit extension), read from its central directory; their bytes
 * are those of the archive, so all must be stored as they are. Throws Error(BadModel), one line that begins with
 * `where`: cut off, damaged, a record that is compressed or encrypted. */
[[nodiscard]] ZipRecords ReadZipDirectory(std::span<const std::byte> archive, const std::string & where);

} // namespace vox

#endif
