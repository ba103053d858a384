// SPDX-License-Identifier: Apache-2.0
#include "voxRawVoxels.h"

#include "voxFileCheck.h"
#include "voxGzipPieces.h"
#include "voxMappedFile.h"
#include "voxPackedInput.h"
#include "voxParallelFor.h"
#include "voxReadGzipMember.h"
#include "voxRunContext.h"

#include <zlib.h>

#include <algorithm>
#include <atomic>
#include <numeric>
#include <vector>

namespace vox
{
namespace
{

constexpr std::size_t kPieceBytes = 1 << 20;

/** One piece after the other through a stream: any file, and the one way that says what is wrong with it. */
void
ReadStream(const RawLayout & layout, const UseBytes & use)
{
  PackedInput input(layout.file);
  if (!input.Skip(layout.offset))
  {
    FailCutOff(layout.file, 0, layout.bytes);
  }
  std::vector<std::byte> piece(std::min<std::uint64_t>(kPieceBytes, layout.bytes));
  for (std::uint64_t done = 0; done < layout.bytes;)
  {
    const std::uint64_t wanted = std::min<std::uint64_t>(piece.size(), layout.bytes - done);
    const std::uint64_t found = input.Read(reinterpret_cast<char *>(piece.data()), wanted);
    if (found < wanted)
    {
      FailCutOff(layout.file, done + found, layout.bytes);
    }
    SwapBytes({piece.data(), found}, layout.swappedSize);
    use({piece.data(), found}, done);
    done += found;
  }
  if (!input.FinishesWhole())
  {
    FailDamaged(layout.file);
  }
}

/** Numbers of a piece that lie within the wanted bytes; the piece begins at `begin` of the content. */
void
UsePiece(const RawLayout & layout, std::span<std::byte> piece, std::uint64_t begin, const UseBytes & use)
{
  const std::uint64_t first = std::max(begin, layout.offset);
  const std::uint64_t last = std::min(begin + piece.size(), layout.offset + layout.bytes);
  if (first < last)
  {
    const std::span<std::byte> wanted = piece.subspan(first - begin, last - first);
    SwapBytes(wanted, layout.swappedSize);
    use(wanted, first - layout.offset);
  }
}

/** All pieces on several threads; false where they are not what the end of the file says. */
bool
ReadPieces(const RawLayout & layout, std::span<const std::byte> file, const GzipPieces & pieces, const UseBytes & use)
{
  const std::size_t count = pieces.packedBytes.size();
  std::vector<std::uint64_t> starts(count, GzipHeaderBytes(pieces));
  for (std::size_t i = 1; i < count; ++i)
  {
    starts[i] = starts[i - 1] + pieces.packedBytes[i - 1];
  }
  const GzipEnd end = ReadGzipEnd(file);
  // Less than 2^32 is missing of the length: the pieces but the last are full.
  const std::uint64_t least =
      pieces.firstBytes + std::uint64_t(pieces.pieceBytes) * (std::max<std::size_t>(count, 2) - 2);
  const std::uint64_t contentBytes =
      least + static_cast<std::uint32_t>(end.contentBytes - static_cast<std::uint32_t>(least));
  if (contentBytes - least > pieces.pieceBytes || contentBytes < layout.offset + layout.bytes)
  {
    return false;
  }
  std::vector<std::uint32_t> checksums(count);
  const auto contentOf = [&](std::size_t i) {
    const std::uint64_t begin = i == 0 ? 0 : pieces.firstBytes + std::uint64_t(pieces.pieceBytes) * (i - 1);
    const std::uint64_t size = i == 0 ? pieces.firstBytes : pieces.pieceBytes;
    return std::pair(begin, std::min(size, contentBytes - begin));
  };
  std::atomic<bool> whole = true;
  const auto work = [&](std::int64_t firstPiece, std::int64_t lastPiece) {
    PieceInflater inflater;
    std::vector<std::byte> content;
    for (auto i = static_cast<std::size_t>(firstPiece); i < static_cast<std::size_t>(lastPiece) && whole; ++i)
    {
      const auto [begin, size] = contentOf(i);
      content.resize(size);
      if (!inflater.Unpack(file.subspan(starts[i], pieces.packedBytes[i]), content))
      {
        whole = false;
        return;
      }
      checksums[i] = Checksum(content);
      UsePiece(layout, content, begin, use);
    }
  };
  constexpr std::int64_t grain = 4;
  ParallelFor(0, static_cast<std::int64_t>(count), grain, RunContext{}.ThreadCount(), work);
  std::uint32_t checksum = 0;
  for (std::size_t i = 0; i < count; ++i)
  {
    checksum =
        static_cast<std::uint32_t>(::crc32_combine(checksum, checksums[i], static_cast<z_off_t>(contentOf(i).second)));
  }
  return whole && checksum == end.crc;
}

} // namespace

void
SwapBytes(std::span<std::byte> bytes, std::size_t numberSize)
{
  for (std::size_t i = 0; numberSize > 1 && i + numberSize <= bytes.size(); i += numberSize)
  {
    std::reverse(bytes.data() + i, bytes.data() + i + numberSize);
  }
}

void
RequirePlausibleSize(const RawLayout & layout)
{
  constexpr std::uint64_t mostInflation = 1100; // of deflate
  const std::uint64_t fileSize = std::filesystem::file_size(layout.file);
  if (layout.allBytes / mostInflation > fileSize)
  {
    FailCutOff(layout.file, fileSize, layout.allBytes);
  }
}

void
ReadRawVoxels(const RawLayout & layout, const ResultMemory & memory, const UseBytes & use)
{
  if (!PackedInput(layout.file).IsPacked())
  {
    return ReadStream(layout, use);
  }
  const MappedFile file(layout.file, "an image file");
  if (const std::optional<GzipPieces> pieces = ReadGzipPieces(file.Bytes()))
  {
    if (!ReadPieces(layout, file.Bytes(), *pieces, use))
    {
      ReadStream(layout, [](std::span<const std::byte>, std::uint64_t) {});
      FailDamaged(layout.file); // only its list of pieces, which someone has changed
    }
    return;
  }
  if (!ReadGzipMember(layout, file.Bytes(), memory, use))
  {
    ReadStream(layout, use);
  }
}

} // namespace vox
