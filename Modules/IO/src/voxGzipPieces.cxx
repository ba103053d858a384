// SPDX-License-Identifier: Apache-2.0
#include "voxGzipPieces.h"

#include "voxError.h"

#include <cstring>
#include <numeric>

namespace vox
{
namespace
{

constexpr std::size_t kBeforeExtra = 12; // fixed part of the header and the length of the extra field
constexpr std::size_t kBeforeSizes = 12; // name and length of the subfield, first size, piece size
constexpr std::string_view kEndOfDeflate("\x01\x00\x00\xff\xff", 5); // an empty stored block that is the last
constexpr std::size_t kTrailerBytes = 5 + 8;

template <typename T>
void
Append(std::string & bytes, T value)
{
  for (std::size_t i = 0; i < sizeof(T); ++i)
  {
    bytes += static_cast<char>(value >> 8 * i & 0xff);
  }
}

template <typename T>
T
NumberAt(std::span<const std::byte> bytes, std::size_t offset)
{
  T value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i)
  {
    value = static_cast<T>(value | static_cast<T>(std::to_integer<std::uint8_t>(bytes[offset + i])) << 8 * i);
  }
  return value;
}

} // namespace

std::size_t
GzipHeaderBytes(const GzipPieces & pieces)
{
  return kBeforeExtra + kBeforeSizes + 4 * pieces.packedBytes.size();
}

std::string
GzipHeader(const GzipPieces & pieces)
{
  // magic, deflate, extra field, no time, no special flags, system unknown
  std::string bytes("\x1f\x8b\x08\x04\0\0\0\0\0\xff", 10);
  const std::size_t subfield = 8 + 4 * pieces.packedBytes.size();
  Append(bytes, static_cast<std::uint16_t>(subfield + 4));
  bytes += "VX";
  Append(bytes, static_cast<std::uint16_t>(subfield));
  Append(bytes, pieces.firstBytes);
  Append(bytes, pieces.pieceBytes);
  for (const std::uint32_t size : pieces.packedBytes)
  {
    Append(bytes, size);
  }
  return bytes;
}

std::string
GzipTrailer(std::uint32_t crc, std::uint64_t contentBytes)
{
  std::string bytes(kEndOfDeflate);
  Append(bytes, crc);
  Append(bytes, static_cast<std::uint32_t>(contentBytes));
  return bytes;
}

GzipEnd
ReadGzipEnd(std::span<const std::byte> file)
{
  return {NumberAt<std::uint32_t>(file, file.size() - 8), NumberAt<std::uint32_t>(file, file.size() - 4)};
}

std::optional<GzipPieces>
ReadGzipPieces(std::span<const std::byte> file)
{
  const auto matches = [&](std::size_t offset, std::string_view text) {
    return std::memcmp(file.data() + offset, text.data(), text.size()) == 0;
  };
  if (file.size() < kBeforeExtra + kBeforeSizes + kTrailerBytes || !matches(0, {"\x1f\x8b\x08\x04", 4}) ||
      !matches(kBeforeExtra, "VX"))
  {
    return std::nullopt;
  }
  const std::size_t subfield = NumberAt<std::uint16_t>(file, kBeforeExtra + 2);
  if (subfield < 12 || subfield % 4 != 0 || subfield + 4u != NumberAt<std::uint16_t>(file, 10) ||
      file.size() < kBeforeExtra + 4 + subfield + kTrailerBytes)
  {
    return std::nullopt;
  }
  GzipPieces pieces;
  pieces.firstBytes = NumberAt<std::uint32_t>(file, kBeforeExtra + 4);
  pieces.pieceBytes = NumberAt<std::uint32_t>(file, kBeforeExtra + 8);
  for (std::size_t i = 0; i < (subfield - 8) / 4; ++i)
  {
    pieces.packedBytes.push_back(NumberAt<std::uint32_t>(file, kBeforeExtra + kBeforeSizes + 4 * i));
  }
  const std::uint64_t packed = std::accumulate(pieces.packedBytes.begin(), pieces.packedBytes.end(), std::uint64_t(0));
  const bool fits = GzipHeaderBytes(pieces) + packed + kTrailerBytes == file.size() && pieces.pieceBytes % 16 == 0 &&
                    pieces.pieceBytes > 0 && matches(file.size() - kTrailerBytes, kEndOfDeflate);
  return fits ? std::optional(std::move(pieces)) : std::nullopt;
}

} // namespace vox
