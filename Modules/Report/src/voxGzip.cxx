// SPDX-License-Identifier: Apache-2.0
#include "voxGzip.h"

#include "voxError.h"

#include <limits>
#include <zlib.h>

namespace vox
{

std::string
Gzipped(std::span<const std::uint8_t> bytes)
{
  constexpr int GzipWindow = 15 + 16;
  constexpr int MemoryLevel = 8;
  if (bytes.size() > std::numeric_limits<uInt>::max())
  {
    Fail(ErrorKind::Internal, "gzip: found {} bytes, expected less than 4 GB", bytes.size());
  }
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, GzipWindow, MemoryLevel, Z_DEFAULT_STRATEGY) != Z_OK)
  {
    Fail(ErrorKind::Resource, "gzip: found too little memory; free some");
  }
  std::string packed(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
  stream.next_in = const_cast<Bytef *>(bytes.data()); // read only, whatever the type says
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef *>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const int status = deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  if (status != Z_STREAM_END)
  {
    Fail(ErrorKind::Internal, "gzip: found status {}, expected the end of the stream", status);
  }
  return packed;
}

} // namespace vox
