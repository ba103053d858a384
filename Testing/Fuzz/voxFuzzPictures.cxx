// SPDX-License-Identifier: Apache-2.0
#include "voxFuzz.h"
#include "voxReadVolume.h"

#include <zlib.h>

#include <cstdint>
#include <vector>

namespace vox::fuzz
{
namespace
{

std::uint32_t
BigEndian(Bytes bytes)
{
  std::uint32_t value = 0;
  for (const std::byte byte : bytes.first(4))
  {
    value = value << 8 | static_cast<std::uint32_t>(byte);
  }
  return value;
}

/** A PNG file whose chunks have the checksums that they need, since no mutation finds one. */
std::vector<std::byte>
WithChecksums(Bytes input)
{
  constexpr std::size_t signature = 8, around = 12; // length, type, checksum
  std::vector<std::byte> bytes(input.begin(), input.end());
  for (std::size_t at = signature; bytes.size() - at >= around && at < bytes.size();)
  {
    const std::uint32_t length = BigEndian(std::span(bytes).subspan(at));
    if (length > bytes.size() - at - around)
    {
      break;
    }
    const auto * type = reinterpret_cast<const Bytef *>(bytes.data() + at + 4);
    const uLong checksum = ::crc32(0, type, length + 4);
    at += 8 + std::size_t{length};
    for (int shift = 24; shift >= 0; shift -= 8)
    {
      bytes[at++] = static_cast<std::byte>(checksum >> shift);
    }
  }
  return bytes;
}

} // namespace

void
FuzzMetaImage(Bytes input)
{
  (void)ReadImage(AsFile(input, "x.mha"));
}

void
FuzzPng(Bytes input)
{
  const bool repaired = !input.empty() && (input.back() & std::byte{1}) != std::byte{0};
  (void)ReadImage(repaired ? AsFile(WithChecksums(input), "x.png") : AsFile(input, "x.png"));
}

void
FuzzJpeg(Bytes input)
{
  (void)ReadImage(AsFile(input, "x.jpg"));
}

void
FuzzNrrd(Bytes input)
{
  (void)ReadImage(AsFile(input, "x.nrrd"));
}

void
FuzzTiff(Bytes input)
{
  (void)ReadImage(AsFile(input, "x.tif"));
}

void
FuzzBmp(Bytes input)
{
  (void)ReadImage(AsFile(input, "x.bmp"));
}

} // namespace vox::fuzz
