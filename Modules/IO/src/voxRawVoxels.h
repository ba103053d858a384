// SPDX-License-Identifier: Apache-2.0
#ifndef voxRawVoxels_h
#define voxRawVoxels_h

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>

namespace vox
{

/** Where voxels lie in a file that holds them as plain numbers, compressed as a whole (gzip) or not. */
struct RawLayout
{
  std::filesystem::path file;
  std::uint64_t offset = 0;    ///< of the first wanted byte, in the decompressed content
  std::uint64_t bytes = 0;     ///< wanted
  std::uint64_t allBytes = 0;  ///< wanted and after: what the header promises from `offset` on
  std::size_t swappedSize = 1; ///< size of the numbers whose bytes lie the other way round; 1 where none do
};

/** Takes the bytes from `first` on, counted from the first wanted one, in this machine's byte order and aligned for any
 * number. */
using UseBytes = std::function<void(std::span<const std::byte> bytes, std::uint64_t first)>;

/** Throws Error(BadInput) for a file far too short for its voxels, before so much memory is asked for. */
void RequirePlausibleSize(const RawLayout & layout);

/** Hands over all wanted bytes, each once, in pieces of 1 MiB (sometimes more) that hold whole numbers. Pieces of a
 * file that this program compressed come in any order and from several threads at once; of any other file in order from
 * this thread. The end of `target`, memory for the result, may serve for bytes that wait: what is made of the bytes up
 * to b may be written to the target up to target.size() / bytes * b, if that is at least b. Throws Error(BadInput) for
 * a file that is cut off or whose compressed data is damaged, which may show after the last piece. Bytes after the end
 * of compressed data are ignored, as gzip does. */
void ReadRawVoxels(const RawLayout & layout, std::span<std::byte> target, const UseBytes & use);

} // namespace vox

#endif
