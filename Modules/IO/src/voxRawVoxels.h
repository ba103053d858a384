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

/** Memory for the results of all wanted bytes. It may serve for bytes that wait as well. */
struct ResultMemory
{
  std::span<std::byte> values{}; ///< a whole number of times as many as the wanted bytes, or none: keep off it
  std::size_t roomBefore = 0;    ///< bytes that lie before the values and belong to them, but hold none
};

/** Takes the bytes from `first` on, counted from the first wanted one, in this machine's byte order and aligned for any
 * number. */
using UseBytes = std::function<void(std::span<const std::byte> bytes, std::uint64_t first)>;

/** Throws Error(BadInput) for a file far too short for its voxels, before so much memory is asked for. */
void RequirePlausibleSize(const RawLayout & layout);

/** Turns around the bytes of each number. */
void SwapBytes(std::span<std::byte> bytes, std::size_t numberSize);

/** Hands over all wanted bytes, each once, in pieces of 64 KiB to 1 MiB (sometimes more) that hold whole numbers. From
 * uncompressed files, and where no memory is given, they come in order from this thread, unless this program compressed
 * the file; else in any order and from several threads at once. Where bytes wait in the memory of the results, what is
 * made of the bytes [a, b) must be written to its bytes [n * a, n * b) alone, if it is n times as large as all wanted
 * bytes. Throws Error(BadInput) for a file that is cut off or whose compressed data is damaged, which may show after
 * the last piece. Bytes after the end of compressed data are ignored, as gzip does. */
void ReadRawVoxels(const RawLayout & layout, const ResultMemory & memory, const UseBytes & use);

} // namespace vox

#endif
