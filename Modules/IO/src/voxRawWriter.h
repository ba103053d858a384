// SPDX-License-Identifier: Apache-2.0
#ifndef voxRawWriter_h
#define voxRawWriter_h

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>

namespace vox
{

/** What to write: bytes as they are, then numbers that are asked for piece by piece. */
struct RawContent
{
  std::string start; ///< header and extensions, a multiple of 16 bytes
  std::uint64_t dataBytes = 0;
  /** Fills a piece that begins at `first`, a multiple of 16; called from several threads at once. */
  std::function<void(std::span<std::byte> piece, std::uint64_t first)> fill;
};

/** Writes the content as it is, or compressed as one gzip member, on all processors, and reads the file again to
 * compare its checksum with that of what was to be written. Throws Error(Resource) that names `shownPath` where the
 * file cannot be written or is not what it should be: the disk is full. */
void WriteRaw(const std::filesystem::path & path, const RawContent & content, bool compress,
              const std::filesystem::path & shownPath);

} // namespace vox

#endif
