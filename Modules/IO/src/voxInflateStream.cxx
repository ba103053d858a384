// SPDX-License-Identifier: Apache-2.0
#include "voxInflateStream.h"

#include "voxError.h"

#include <algorithm>

namespace vox
{
namespace
{
constexpr std::size_t chunkSize = 1 << 17;
}

InflateStream::InflateStream(std::istream & file, DeflateWrapping wrapping)
    : m_File(file), m_Packed(chunkSize), m_Wrapping(wrapping)
{
  constexpr int zlibOrGzip = 15 + 32;
  constexpr int none = -15;
  if (::inflateInit2(&m_Stream, wrapping == DeflateWrapping::None ? none : zlibOrGzip) != Z_OK)
  {
    Fail(ErrorKind::Resource, "not enough memory to decompress a file");
  }
}

InflateStream::~InflateStream()
{
  ::inflateEnd(&m_Stream);
}

std::uint64_t
InflateStream::Read(char * to, std::uint64_t count)
{
  std::uint64_t done = 0;
  while (done < count)
  {
    if (m_Stream.avail_in == 0)
    {
      m_File.read(m_Packed.data(), static_cast<std::streamsize>(m_Packed.size()));
      m_Stream.next_in = reinterpret_cast<Bytef *>(m_Packed.data());
      m_Stream.avail_in = static_cast<uInt>(m_File.gcount());
      if (m_Stream.avail_in == 0)
      {
        return done;
      }
    }
    if (m_Whole)
    {
      constexpr Bytef firstOfGzip = 0x1f;
      if (m_Wrapping == DeflateWrapping::None || *m_Stream.next_in != firstOfGzip)
      {
        return done;
      }
      ::inflateReset(&m_Stream);
      m_Whole = false;
    }
    const auto wanted = static_cast<uInt>(std::min<std::uint64_t>(count - done, 1U << 30));
    m_Stream.next_out = reinterpret_cast<Bytef *>(to + done);
    m_Stream.avail_out = wanted;
    const int status = ::inflate(&m_Stream, Z_NO_FLUSH);
    done += wanted - m_Stream.avail_out;
    m_Whole = status == Z_STREAM_END;
    if (status != Z_OK && status != Z_STREAM_END)
    {
      return done;
    }
  }
  return done;
}

std::uint64_t
InflateStream::Skip()
{
  std::vector<char> scratch(chunkSize);
  std::uint64_t skipped = 0;
  for (std::uint64_t count = 1; count > 0; skipped += count)
  {
    count = Read(scratch.data(), scratch.size());
  }
  return skipped;
}

} // namespace vox
