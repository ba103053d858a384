// SPDX-License-Identifier: Apache-2.0
#include "voxRawWriter.h"

#include "voxError.h"
#include "voxGzipPieces.h"
#include "voxParallelFor.h"
#include "voxRunContext.h"

#include <zlib.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstring>
#include <fstream>
#include <mutex>
#include <vector>

namespace vox
{
namespace
{

std::span<const std::byte>
BytesOf(const std::string & text)
{
  return std::as_bytes(std::span(text.data(), text.size()));
}

/** A file that remembers the checksum of what it should hold. */
class CheckedFile
{
public:
  explicit CheckedFile(const std::filesystem::path & path) : m_Path(path), m_File(path, std::ios::binary) {}

  void
  Write(std::span<const std::byte> bytes)
  {
    m_File.write(reinterpret_cast<const char *>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    m_Checksum = Checksum(bytes, m_Checksum);
    m_Bytes += bytes.size();
  }
  /** Writes over the first bytes, of which `before` was written. */
  void
  ReplaceStart(std::span<const std::byte> before, std::span<const std::byte> now)
  {
    // The checksum is linear: that of the difference, shifted by what follows, is added.
    const auto rest = static_cast<z_off_t>(m_Bytes - now.size());
    m_Checksum ^= static_cast<std::uint32_t>(::crc32_combine(Checksum(before), 0, rest) ^
                                             ::crc32_combine(Checksum(now), 0, rest));
    m_File.seekp(0);
    m_File.write(reinterpret_cast<const char *>(now.data()), static_cast<std::streamsize>(now.size()));
  }
  /** True if the file holds what was written. */
  [[nodiscard]] bool
  Close()
  {
    m_File.close();
    if (!m_File)
    {
      return false;
    }
    std::ifstream file(m_Path, std::ios::binary);
    std::vector<std::byte> piece(1 << 20);
    std::uint32_t checksum = 0;
    std::uint64_t bytes = 0;
    while (file.read(reinterpret_cast<char *>(piece.data()), static_cast<std::streamsize>(piece.size())),
           file.gcount() > 0)
    {
      const auto found = static_cast<std::size_t>(file.gcount());
      checksum = Checksum({piece.data(), found}, checksum);
      bytes += found;
    }
    return bytes == m_Bytes && checksum == m_Checksum;
  }

private:
  std::filesystem::path m_Path;
  std::ofstream m_File;
  std::uint32_t m_Checksum = 0;
  std::uint64_t m_Bytes = 0;
};

/** Lets threads do something in the order of their numbers. */
class Turns
{
public:
  template <typename TWork>
  void
  Take(std::size_t number, TWork && work)
  {
    std::unique_lock lock(m_Mutex);
    m_Changed.wait(lock, [&] { return m_Next == number || m_Stopped; });
    if (!m_Stopped)
    {
      work();
      ++m_Next;
      m_Changed.notify_all();
    }
  }
  /** Nobody's turn comes any more. */
  void
  Stop()
  {
    const std::scoped_lock lock(m_Mutex);
    m_Stopped = true;
    m_Changed.notify_all();
  }

private:
  std::mutex m_Mutex;
  std::condition_variable m_Changed;
  std::size_t m_Next = 0;
  bool m_Stopped = false;
};

/** The content in pieces: the start, then data of `pieceBytes` each. */
class PieceSource
{
public:
  PieceSource(const RawContent & content, std::uint32_t pieceBytes) : m_Content(content), m_PieceBytes(pieceBytes) {}

  [[nodiscard]] std::size_t
  Count() const
  {
    return 1 + static_cast<std::size_t>((m_Content.dataBytes + m_PieceBytes - 1) / m_PieceBytes);
  }
  [[nodiscard]] std::size_t
  Size(std::size_t i) const
  {
    return i == 0 ? m_Content.start.size()
                  : static_cast<std::size_t>(std::min<std::uint64_t>(m_PieceBytes, m_Content.dataBytes - First(i)));
  }
  void
  Fill(std::size_t i, std::vector<std::byte> & piece) const
  {
    piece.resize(Size(i));
    if (i == 0)
    {
      std::ranges::copy(BytesOf(m_Content.start), piece.begin());
    }
    else
    {
      m_Content.fill(piece, First(i));
    }
  }

private:
  [[nodiscard]] std::uint64_t
  First(std::size_t i) const
  {
    return std::uint64_t(m_PieceBytes) * (i - 1);
  }

  const RawContent & m_Content;
  const std::uint32_t m_PieceBytes;
};

std::uint32_t
PieceBytes(const RawContent & content)
{
  constexpr std::uint64_t usual = 1 << 20, mostPieces = 15000;
  return static_cast<std::uint32_t>(std::max(usual, (content.dataBytes / mostPieces + 15) / 16 * 16));
}

void
WriteCompressed(CheckedFile & file, const RawContent & content)
{
  const std::uint32_t pieceBytes = PieceBytes(content);
  const PieceSource source(content, pieceBytes);
  const std::size_t count = source.Count();
  GzipPieces pieces{static_cast<std::uint32_t>(content.start.size()), pieceBytes, std::vector<std::uint32_t>(count)};
  const std::string placeholder = GzipHeader(pieces);
  file.Write(BytesOf(placeholder));
  std::vector<std::uint32_t> checksums(count);
  Turns turns;
  std::atomic<std::size_t> next = 0;
  const int threads = static_cast<int>(std::min<std::size_t>(RunContext{}.ThreadCount(), count));
  // Each thread takes the next piece when it is done with one, so that the piece whose turn it is is always at work.
  ParallelFor(0, threads, 1, threads, [&](std::int64_t, std::int64_t) {
    try
    {
      PieceDeflater deflater;
      std::vector<std::byte> piece;
      for (std::size_t i = next++; i < count; i = next++)
      {
        source.Fill(i, piece);
        checksums[i] = Checksum(piece);
        const std::span<const std::byte> packed = deflater.Pack(piece);
        pieces.packedBytes[i] = static_cast<std::uint32_t>(packed.size());
        turns.Take(i, [&] { file.Write(packed); });
      }
    }
    catch (...)
    {
      turns.Stop();
      throw;
    }
  });
  std::uint32_t checksum = 0;
  for (std::size_t i = 0; i < count; ++i)
  {
    checksum =
        static_cast<std::uint32_t>(::crc32_combine(checksum, checksums[i], static_cast<z_off_t>(source.Size(i))));
  }
  file.Write(BytesOf(GzipTrailer(checksum, content.start.size() + content.dataBytes)));
  file.ReplaceStart(BytesOf(placeholder), BytesOf(GzipHeader(pieces)));
}

void
WritePlain(CheckedFile & file, const RawContent & content)
{
  const PieceSource source(content, PieceBytes(content));
  std::vector<std::byte> piece;
  for (std::size_t i = 0; i < source.Count(); ++i)
  {
    source.Fill(i, piece);
    file.Write(piece);
  }
}

} // namespace

void
WriteRaw(const std::filesystem::path & path, const RawContent & content, bool compress,
         const std::filesystem::path & shownPath)
{
  CheckedFile file(path);
  if (compress)
  {
    WriteCompressed(file, content);
  }
  else
  {
    WritePlain(file, content);
  }
  if (!file.Close())
  {
    Fail(ErrorKind::Resource, "{}: was not written whole; is the disk full?", shownPath.string());
  }
}

} // namespace vox
