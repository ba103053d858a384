// SPDX-License-Identifier: Apache-2.0
#ifndef voxGzipPieces_h
#define voxGzipPieces_h

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace vox
{

// One ordinary gzip member (RFC 1952) whose content is compressed in pieces that do not depend on each other, so that
// several threads can write and read it. Each piece ends at a byte, with an empty stored block, as after zlib's
// Z_SYNC_FLUSH; their packed sizes stand in the header's extra field, subfield "VX", which other programs skip. It is
// one member and not several because some readers (fflate in web viewers) stop after the first.

/** Where the pieces lie. The first one has a size of its own, so that those of the data begin at a number of theirs. */
struct GzipPieces
{
  std::uint32_t firstBytes = 0;             ///< of the content in the first piece
  std::uint32_t pieceBytes = 0;             ///< in each of the others but the last, which may be shorter
  std::vector<std::uint32_t> packedBytes{}; ///< of each piece, in order
};

/** The gzip header with the sizes of the pieces; of the same length for any sizes. At most 16000 pieces. */
[[nodiscard]] std::string GzipHeader(const GzipPieces & pieces);

/** What follows the last piece: the end of the deflate stream, checksum and length of the content. */
[[nodiscard]] std::string GzipTrailer(std::uint32_t crc, std::uint64_t contentBytes);

/** Reads what GzipHeader wrote. Empty for any other file, and where sizes and file do not fit together. */
[[nodiscard]] std::optional<GzipPieces> ReadGzipPieces(std::span<const std::byte> file);

/** Where the packed pieces begin. */
[[nodiscard]] std::size_t GzipHeaderBytes(const GzipPieces & pieces);

/** Checksum and length (modulo 2^32) of the content as the last bytes of a gzip member tell them. */
struct GzipEnd
{
  std::uint32_t crc;
  std::uint32_t contentBytes;
};
[[nodiscard]] GzipEnd ReadGzipEnd(std::span<const std::byte> file);

/** CRC-32 of bytes that follow others of the checksum `before`. */
[[nodiscard]] std::uint32_t Checksum(std::span<const std::byte> bytes, std::uint32_t before = 0);

/** Compresses pieces, one after the other, with memory of its own: one for each thread. */
class PieceDeflater
{
public:
  PieceDeflater();
  ~PieceDeflater();
  PieceDeflater(const PieceDeflater &) = delete;
  PieceDeflater & operator=(const PieceDeflater &) = delete;

  /** The packed piece, valid until the next call. It has been decompressed again and compared. Throws
   * Error(Internal) where that differs, Error(Resource) without memory. */
  [[nodiscard]] std::span<const std::byte> Pack(std::span<const std::byte> content);

private:
  struct Implementation;
  Implementation * m_Implementation;
};

/** Decompresses pieces, one after the other: one for each thread. */
class PieceInflater
{
public:
  PieceInflater();
  ~PieceInflater();
  PieceInflater(const PieceInflater &) = delete;
  PieceInflater & operator=(const PieceInflater &) = delete;

  /** False unless the piece holds exactly as much as `content`. */
  [[nodiscard]] bool Unpack(std::span<const std::byte> packed, std::span<std::byte> content);
  /** The same for a file that is one gzip member as a whole, whose checksum must be right. */
  [[nodiscard]] bool UnpackMember(std::span<const std::byte> file, std::span<std::byte> content);

private:
  void * m_Decompressor;
  std::vector<std::byte> m_Packed;
};

} // namespace vox

#endif
