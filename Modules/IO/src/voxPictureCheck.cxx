// SPDX-License-Identifier: Apache-2.0
#include "voxFileCheck.h"

#include "voxError.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>

namespace vox
{
namespace
{

std::uint32_t
LittleEndian(const std::array<char, 54> & bytes, std::size_t offset, std::size_t count)
{
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < count; ++i)
  {
    value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[offset + i])) << (8 * i);
  }
  return value;
}

/** The code of the next marker (ITU-T T.81, B.1.1.2), skipping compressed data and fill bytes; -1 at the end of the
 * file. */
int
NextMarker(std::istream & file)
{
  int byte = file.get();
  while (file)
  {
    if (byte == 0xff)
    {
      byte = file.get();
      const bool stuffing = byte == 0x00 || (byte >= 0xd0 && byte <= 0xd7);
      if (byte != 0xff && !stuffing)
      {
        return byte;
      }
      if (byte == 0xff)
      {
        continue;
      }
    }
    byte = file.get();
  }
  return -1;
}

std::uint32_t
BigEndian(std::string_view bytes)
{
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i)
  {
    value = value << 8 | static_cast<unsigned char>(bytes[i]);
  }
  return value;
}

/** Of the first chunk of a PNG image, type and body: width, height, bits of a sample, kind of color. */
std::uint64_t
PixelBytesOfPng(std::string_view header)
{
  constexpr std::array<std::uint64_t, 7> samples{1, 1, 3, 1, 2, 1, 4}; // of each kind of color
  const std::uint64_t width = BigEndian(header.substr(4));
  const std::uint64_t height = BigEndian(header.substr(8));
  const auto bits = std::min<std::uint64_t>(static_cast<unsigned char>(header[12]), 16);
  const auto kind = std::min<std::size_t>(static_cast<unsigned char>(header[13]), samples.size() - 1);
  // Neither is above 31 bits in a valid file.
  return std::min<std::uint64_t>(height, INT32_MAX) *
         ((std::min<std::uint64_t>(width, INT32_MAX) * samples[kind] * bits + 7) / 8);
}

/** Of the frame header of a JPEG image (ITU-T T.81, B.2.2) from its precision on. */
std::uint64_t
PixelsOfJpeg(std::istream & file)
{
  std::array<unsigned char, 5> bytes{};
  file.read(reinterpret_cast<char *>(bytes.data()), bytes.size());
  return (std::uint64_t{256} * bytes[1] + bytes[2]) * (std::uint64_t{256} * bytes[3] + bytes[4]);
}

/** Not the markers between them: Huffman tables, a reserved one, arithmetic conditions. */
bool
IsFrame(int marker)
{
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

} // namespace

void
CheckPng(const std::filesystem::path & path, CheckDepth depth)
{
  // Signature, then chunks of length, type, data and checksum up to IEND (ISO/IEC 15948, 5.2 and 5.3).
  constexpr std::string_view signature = "\x89PNG\r\n\x1a\n";
  std::string start(signature.size(), '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(start.data(), static_cast<std::streamsize>(start.size()));
  if (start != signature)
  {
    FailOtherFormat(path, ImageFormat::Png);
  }
  const std::uint64_t fileSize = std::filesystem::file_size(path);
  std::string type;
  while (type != "IEND")
  {
    std::string lengthBytes(4, '\0');
    file.read(lengthBytes.data(), 4);
    const std::uint64_t bodySize = 4 + std::uint64_t(BigEndian(lengthBytes));
    std::string body(file && bodySize < fileSize ? bodySize + 4 : 0, '\0');
    if (body.empty() || !file.read(body.data(), static_cast<std::streamsize>(body.size())))
    {
      Fail(ErrorKind::BadInput, "{}: is cut off: found no end of the PNG image; copy or download it again",
           path.string());
    }
    const uLong checksum = ::crc32(0, reinterpret_cast<const Bytef *>(body.data()), static_cast<uInt>(bodySize));
    if (checksum != BigEndian(std::string_view(body).substr(bodySize)) || (type.empty() && !body.starts_with("IHDR")))
    {
      FailDamaged(path);
    }
    if (type.empty())
    {
      constexpr std::size_t headerBytes = 4 + 13;
      if (bodySize != headerBytes)
      {
        FailDamaged(path);
      }
      constexpr std::uint64_t mostInflation = 1100; // of deflate
      RequirePlausibleSize(path, PixelBytesOfPng(body), mostInflation);
    }
    type = body.substr(0, 4);
  }
  RequireDecodablePng(path, depth);
}

void
CheckJpeg(const std::filesystem::path & path, CheckDepth depth)
{
  constexpr int startOfImage = 0xd8;
  constexpr int endOfImage = 0xd9;
  constexpr int startOfScan = 0xda;
  std::ifstream file(path, std::ios::binary);
  if (file.get() != 0xff || file.get() != startOfImage)
  {
    FailOtherFormat(path, ImageFormat::Jpeg);
  }
  bool scanned = false;
  for (int marker = NextMarker(file); marker != endOfImage; marker = NextMarker(file))
  {
    const int high = file.get();
    const int low = file.get();
    if (marker < 0 || !file)
    {
      Fail(ErrorKind::BadInput, "{}: is cut off: found no end marker of a JPEG image; copy or download it again",
           path.string());
    }
    const auto next = file.tellg() + std::streamoff{std::max(256 * high + low - 2, 0)};
    if (IsFrame(marker))
    {
      constexpr std::uint64_t mostPixelsOfByte = 1024; // a block of 64 takes at least a bit
      RequirePlausibleSize(path, PixelsOfJpeg(file), mostPixelsOfByte);
    }
    file.seekg(next);
    scanned = scanned || marker == startOfScan;
  }
  if (!scanned)
  {
    FailOtherFormat(path, ImageFormat::Jpeg);
  }
  RequireDecodableJpeg(path, depth);
}

void
CheckBmp(const std::filesystem::path & path)
{
  std::array<char, 54> header{};
  std::ifstream file(path, std::ios::binary);
  file.read(header.data(), header.size());
  if (header[0] != 'B' || header[1] != 'M')
  {
    FailOtherFormat(path, ImageFormat::Bmp);
  }
  if (!file)
  {
    FailCutOff(path, static_cast<std::uint64_t>(file.gcount()), header.size());
  }
  if (LittleEndian(header, 30, 4) != 0)
  {
    Fail(ErrorKind::BadInput, "{}: is a compressed BMP image, expected plain BMP; convert it to PNG", path.string());
  }
  const std::uint64_t width = LittleEndian(header, 18, 4);
  const auto height = static_cast<std::uint64_t>(
      std::abs(static_cast<std::int64_t>(static_cast<std::int32_t>(LittleEndian(header, 22, 4)))));
  const std::uint64_t rowBytes = (width * LittleEndian(header, 28, 2) + 31) / 32 * 4;
  const std::uint64_t found = std::filesystem::file_size(path);
  // With one row more than the file can hold, so that the product stays within 64 bits.
  const std::uint64_t rows = rowBytes == 0 ? 0 : std::min(height, found / rowBytes + 1);
  const std::uint64_t expected = LittleEndian(header, 10, 4) + rowBytes * rows;
  if (found < expected)
  {
    FailCutOff(path, found, expected);
  }
}

} // namespace vox
