// SPDX-License-Identifier: Apache-2.0
#include "voxError.h"
#include "voxGzipPieces.h"

#include <libdeflate.h>
#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>

namespace vox
{
namespace
{

[[noreturn]] void
FailMemory()
{
  Fail(ErrorKind::Resource, "not enough memory to compress or decompress a file");
}

/** Where the last block of a deflate stream begins and where it ends, in bits. */
struct LastBlock
{
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

class BlockFinder
{
public:
  BlockFinder()
  {
    constexpr int rawDeflate = -15;
    if (::inflateInit2(&m_Stream, rawDeflate) != Z_OK)
    {
      FailMemory();
    }
  }
  ~BlockFinder() { ::inflateEnd(&m_Stream); }
  BlockFinder(const BlockFinder &) = delete;
  BlockFinder & operator=(const BlockFinder &) = delete;

  /** Decompresses a stream block by block to `content`, which it must fill exactly. */
  LastBlock
  Find(std::span<const std::byte> packed, std::span<std::byte> content)
  {
    ::inflateReset(&m_Stream);
    m_Stream.next_in = const_cast<Bytef *>(reinterpret_cast<const Bytef *>(packed.data()));
    m_Stream.avail_in = static_cast<uInt>(packed.size());
    m_Stream.next_out = reinterpret_cast<Bytef *>(content.data());
    m_Stream.avail_out = static_cast<uInt>(content.size());
    constexpr int afterBlock = 128, inLastBlock = 64, unusedBits = 7;
    LastBlock last;
    int status = Z_OK;
    while (status == Z_OK)
    {
      status = ::inflate(&m_Stream, Z_BLOCK);
      if ((m_Stream.data_type & afterBlock) != 0)
      {
        const std::uint64_t position = 8 * m_Stream.total_in - (m_Stream.data_type & unusedBits);
        ((m_Stream.data_type & inLastBlock) != 0 ? last.end : last.begin) = position;
        if (last.end != 0)
        {
          break;
        }
      }
    }
    if (last.end == 0 || m_Stream.avail_out != 0)
    {
      Fail(ErrorKind::Internal, "a piece of compressed data does not decompress");
    }
    return last;
  }

private:
  z_stream m_Stream{};
};

using Compressor = std::unique_ptr<libdeflate_compressor, decltype(&::libdeflate_free_compressor)>;

Compressor
NewCompressor(int level)
{
  Compressor compressor(::libdeflate_alloc_compressor(level), &::libdeflate_free_compressor);
  if (!compressor)
  {
    FailMemory();
  }
  return compressor;
}

} // namespace

std::uint32_t
Checksum(std::span<const std::byte> bytes, std::uint32_t before)
{
  return ::libdeflate_crc32(before, bytes.data(), bytes.size()); // twice as fast as zlib's
}

struct PieceDeflater::Implementation
{
  static constexpr std::size_t kMuch = 8;
  // A longer search gains much where little is left, as of label maps, and is short there. Of images it gains one in a
  // hundred bytes, for five times the time: down to a tenth of the content the fast one is as small as zlib's level 6.
  Compressor fast = NewCompressor(1);
  Compressor thorough = NewCompressor(7);
  BlockFinder finder{};
  std::vector<std::byte> packed{};
  std::vector<std::byte> again{};
  std::vector<std::byte> sample{};

  std::size_t
  Deflate(libdeflate_compressor * compressor, std::span<const std::byte> content)
  {
    return ::libdeflate_deflate_compress(compressor, content.data(), content.size(), packed.data(), packed.size());
  }

  /** Whether a sixteenth of the content, from eight places, shrinks so much that all of it will. */
  bool
  ShrinksMuch(std::span<const std::byte> content)
  {
    constexpr std::size_t places = 8, share = 16;
    const std::size_t count = content.size() / (places * share);
    sample.clear();
    for (std::size_t i = 0; i < places; ++i)
    {
      const std::span<const std::byte> part = content.subspan(i * (content.size() / places), count);
      sample.insert(sample.end(), part.begin(), part.end());
    }
    return Deflate(fast.get(), sample) < sample.size() / kMuch;
  }
};

PieceDeflater::PieceDeflater() : m_Implementation(new Implementation)
{}

PieceDeflater::~PieceDeflater()
{
  delete m_Implementation;
}

std::span<const std::byte>
PieceDeflater::Pack(std::span<const std::byte> content)
{
  Implementation & own = *m_Implementation;
  constexpr std::size_t endBytes = 5;
  own.packed.resize(::libdeflate_deflate_compress_bound(own.thorough.get(), content.size()) + endBytes);
  own.again.resize(content.size());
  std::size_t size = own.ShrinksMuch(content) ? 0 : own.Deflate(own.fast.get(), content);
  if (size < content.size() / Implementation::kMuch)
  {
    size = own.Deflate(own.thorough.get(), content);
  }
  const LastBlock last = own.finder.Find({own.packed.data(), size}, own.again);
  if (std::memcmp(own.again.data(), content.data(), content.size()) != 0)
  {
    Fail(ErrorKind::Internal, "a piece of compressed data decompresses to something else");
  }
  // The last block becomes one among others, and an empty stored block leads to the next byte.
  own.packed[last.begin / 8] &= ~(std::byte(1) << (last.begin % 8));
  constexpr std::string_view lengths("\x00\x00\xff\xff", 4);
  constexpr std::uint64_t headerBits = 3;
  std::size_t end = (last.end + headerBits + 7) / 8;
  if (end > size)
  {
    own.packed[end - 1] = std::byte(0);
  }
  std::memcpy(own.packed.data() + end, lengths.data(), lengths.size());
  end += lengths.size();
  return {own.packed.data(), end};
}

PieceInflater::PieceInflater() : m_Decompressor(::libdeflate_alloc_decompressor())
{
  if (m_Decompressor == nullptr)
  {
    FailMemory();
  }
}

PieceInflater::~PieceInflater()
{
  ::libdeflate_free_decompressor(static_cast<libdeflate_decompressor *>(m_Decompressor));
}

bool
PieceInflater::Unpack(std::span<const std::byte> packed, std::span<std::byte> content)
{
  constexpr std::string_view end("\x01\x00\x00\xff\xff", 5); // the decoder wants a last block
  m_Packed.resize(packed.size() + end.size());
  std::ranges::copy(packed, m_Packed.begin());
  std::memcpy(m_Packed.data() + packed.size(), end.data(), end.size());
  return ::libdeflate_deflate_decompress(static_cast<libdeflate_decompressor *>(m_Decompressor), m_Packed.data(),
                                         m_Packed.size(), content.data(), content.size(),
                                         nullptr) == LIBDEFLATE_SUCCESS;
}

bool
PieceInflater::UnpackMember(std::span<const std::byte> file, std::span<std::byte> content)
{
  std::size_t used = 0;
  return ::libdeflate_gzip_decompress_ex(static_cast<libdeflate_decompressor *>(m_Decompressor), file.data(),
                                         file.size(), content.data(), content.size(), &used,
                                         nullptr) == LIBDEFLATE_SUCCESS &&
         used == file.size();
}

} // namespace vox
