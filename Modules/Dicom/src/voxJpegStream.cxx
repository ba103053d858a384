// SPDX-License-Identifier: Apache-2.0
#include "voxJpegStream.h"

namespace vox
{
namespace
{

constexpr unsigned kStartOfImage = 0xD8, kEndOfImage = 0xD9, kStartOfScan = 0xDA, kJpegLsFrame = 0xF7;

unsigned
ByteAt(std::string_view bytes, std::size_t at)
{
  return static_cast<unsigned char>(bytes[at]);
}

/** T.81, table B.1: C4 defines Huffman tables, C8 is reserved, CC conditions arithmetic coding. */
bool
IsFrameHeader(unsigned marker)
{
  return (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) ||
         marker == kJpegLsFrame;
}

/** Where the next marker begins that is none of the compressed data: a stuffed zero (in JPEG-LS a stuffed bit), a
 * restart, or fill. */
std::size_t
EndOfScan(std::string_view bytes, std::size_t at, bool jpegLs)
{
  while (true)
  {
    at = bytes.find('\xFF', at);
    if (at == std::string_view::npos || at + 1 >= bytes.size())
    {
      return bytes.size();
    }
    const unsigned next = ByteAt(bytes, at + 1);
    const bool stuffed = jpegLs ? next < 0x80 : next == 0;
    const bool restart = next >= 0xD0 && next <= 0xD7;
    if (!stuffed && !restart && next != 0xFF)
    {
      return at;
    }
    at += next == 0xFF ? 1 : 2;
  }
}

} // namespace

bool
BeginsJpegStream(std::string_view bytes)
{
  return bytes.starts_with("\xFF\xD8\xFF");
}

std::optional<JpegStream>
ReadJpegStream(std::string_view bytes)
{
  JpegStream stream;
  if (!BeginsJpegStream(bytes))
  {
    return std::nullopt;
  }
  for (std::size_t at = 2; at + 2 <= bytes.size();)
  {
    const unsigned marker = ByteAt(bytes, at + 1);
    if (ByteAt(bytes, at) != 0xFF || marker < 0xC0 || marker == kStartOfImage)
    {
      return std::nullopt;
    }
    if (marker == 0xFF) // fill
    {
      ++at;
      continue;
    }
    if (marker == kEndOfImage)
    {
      stream.ended = true;
      break;
    }
    if (at + 4 > bytes.size())
    {
      break;
    }
    const std::size_t length = ByteAt(bytes, at + 2) << 8U | ByteAt(bytes, at + 3);
    if (length < 2 || length > bytes.size() - at - 2)
    {
      return std::nullopt;
    }
    if (IsFrameHeader(marker))
    {
      constexpr std::size_t fixed = 8; // length, bits, rows, columns, components
      if (length < fixed || stream.process >= 0)
      {
        return std::nullopt;
      }
      stream.process = static_cast<int>(marker - 0xC0);
      stream.bits = static_cast<int>(ByteAt(bytes, at + 4));
      stream.rows = ByteAt(bytes, at + 5) << 8U | ByteAt(bytes, at + 6);
      stream.columns = ByteAt(bytes, at + 7) << 8U | ByteAt(bytes, at + 8);
      stream.components = static_cast<int>(ByteAt(bytes, at + 9));
    }
    at += 2 + length;
    if (marker == kStartOfScan)
    {
      if (stream.process < 0)
      {
        return std::nullopt;
      }
      ++stream.scans;
      at = EndOfScan(bytes, at, stream.process == static_cast<int>(kJpegLsFrame - 0xC0));
    }
  }
  return stream.scans > 0 ? std::optional(stream) : std::nullopt;
}

} // namespace vox
