// SPDX-License-Identifier: Apache-2.0
#ifndef voxImageBytes_h
#define voxImageBytes_h

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

/** Image files written byte by byte, so that readers are tested against the formats and not against their own writers.
 */
namespace vox::testing
{

template <typename T>
std::string
BytesOf(const std::vector<T> & values, bool bigEndian = false)
{
  std::string bytes;
  for (const T & value : values)
  {
    std::array<char, sizeof(T)> raw;
    std::memcpy(raw.data(), &value, sizeof(T));
    if (bigEndian)
    {
      std::reverse(raw.begin(), raw.end());
    }
    bytes.append(raw.data(), raw.size());
  }
  return bytes;
}

inline void
WriteBytes(const std::filesystem::path & path, const std::string & bytes)
{
  std::ofstream(path, std::ios::binary) << bytes;
}

inline std::string
ReadBytesOfFile(const std::filesystem::path & path)
{
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/** Fields of a NIfTI-1 header; the affine is in NIfTI's RAS world, used where sformCode is above 0. */
struct NiftiFields
{
  std::vector<std::int16_t> size{2, 3, 4};
  std::int16_t dataType = 4;
  std::vector<float> spacing{1.0F, 1.0F, 1.0F};
  std::vector<float> affine{1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0};
  std::int16_t sformCode = 1;
  std::int16_t qformCode = 0;
  float qfac = 1.0F;
  std::vector<float> quaternion{0, 0, 0}; ///< b, c, d
  std::vector<float> qoffset{0, 0, 0};
  float slope = 0.0F;
  float intercept = 0.0F;
  std::int16_t intent = 0;
  bool bigEndian = false;
  std::int32_t headerSize = 348;
  std::int8_t units = 2; ///< millimeters
};

inline std::string
NiftiBytes(const NiftiFields & fields, const std::string & voxels)
{
  std::string header(352, '\0');
  const auto put = [&](std::size_t offset, auto value) {
    const std::string bytes = BytesOf(std::vector{value}, fields.bigEndian);
    header.replace(offset, bytes.size(), bytes);
  };
  put(0, fields.headerSize);
  put(40, static_cast<std::int16_t>(fields.size.size()));
  put(76, fields.qfac);
  for (std::size_t i = 0; i < 7; ++i)
  {
    put(42 + 2 * i, i < fields.size.size() ? fields.size[i] : std::int16_t(1));
    put(80 + 4 * i, i < fields.spacing.size() ? fields.spacing[i] : 1.0F);
  }
  put(68, fields.intent);
  put(70, fields.dataType);
  put(108, 352.0F);
  put(112, fields.slope);
  put(116, fields.intercept);
  put(123, fields.units);
  put(252, fields.qformCode);
  put(254, fields.sformCode);
  for (std::size_t i = 0; i < 3; ++i)
  {
    put(256 + 4 * i, fields.quaternion[i]);
    put(268 + 4 * i, fields.qoffset[i]);
  }
  for (std::size_t i = 0; i < 12; ++i)
  {
    put(280 + 4 * i, fields.affine[i]);
  }
  header.replace(344, 3, "n+1");
  return header + voxels;
}

/** The same fields as NIfTI-2 (nifti2.h): other places, 64-bit numbers. */
inline std::string
Nifti2Bytes(const NiftiFields & fields, const std::string & voxels)
{
  std::string header(544, '\0');
  const auto put = [&](std::size_t offset, auto value) {
    const std::string bytes = BytesOf(std::vector{value}, fields.bigEndian);
    header.replace(offset, bytes.size(), bytes);
  };
  put(0, std::int32_t(540));
  header.replace(4, 8, std::string("n+2\0\r\n\x1a\n", 8));
  put(12, fields.dataType);
  put(16, static_cast<std::int64_t>(fields.size.size()));
  put(104, static_cast<double>(fields.qfac));
  for (std::size_t i = 0; i < 7; ++i)
  {
    put(24 + 8 * i, std::int64_t(i < fields.size.size() ? fields.size[i] : 1));
    put(112 + 8 * i, i < fields.spacing.size() ? double(fields.spacing[i]) : 1.0);
  }
  put(168, std::int64_t(544));
  put(176, static_cast<double>(fields.slope));
  put(184, static_cast<double>(fields.intercept));
  put(344, std::int32_t(fields.qformCode));
  put(348, std::int32_t(fields.sformCode));
  for (std::size_t i = 0; i < 3; ++i)
  {
    put(352 + 8 * i, static_cast<double>(fields.quaternion[i]));
    put(376 + 8 * i, static_cast<double>(fields.qoffset[i]));
  }
  for (std::size_t i = 0; i < 12; ++i)
  {
    put(400 + 8 * i, static_cast<double>(fields.affine[i]));
  }
  put(500, std::int32_t(fields.units));
  put(504, std::int32_t(fields.intent));
  return header + voxels;
}

/** A whole gzip stream (windowBits 31) or zlib stream (15). */
inline std::string
Deflated(const std::string & bytes, int windowBits)
{
  z_stream stream{};
  if (::deflateInit2(&stream, 6, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY) != Z_OK)
  {
    throw std::runtime_error("deflateInit2");
  }
  std::string packed(::deflateBound(&stream, bytes.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef *>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  ::deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  ::deflateEnd(&stream);
  return packed;
}

inline std::string
Gzipped(const std::string & bytes)
{
  return Deflated(bytes, 31);
}

/** One row after the other, 8 or 16 bits a sample as `rows` holds them; a palette makes it an indexed picture. */
inline std::string
PngBytes(std::uint32_t width, std::uint32_t height, int colorType, int bitDepth, const std::string & rows,
         const std::string & palette = {})
{
  const auto chunk = [](const std::string & type, const std::string & data) {
    const std::string body = type + data;
    const auto crc = static_cast<std::uint32_t>(
        ::crc32(0, reinterpret_cast<const Bytef *>(body.data()), static_cast<uInt>(body.size())));
    return BytesOf(std::vector{static_cast<std::uint32_t>(data.size())}, true) + body + BytesOf(std::vector{crc}, true);
  };
  const std::size_t rowBytes = rows.size() / height;
  std::string filtered;
  for (std::uint32_t y = 0; y < height; ++y)
  {
    filtered += '\0' + rows.substr(y * rowBytes, rowBytes);
  }
  std::string header = BytesOf(std::vector{width, height}, true);
  header += static_cast<char>(bitDepth);
  header += static_cast<char>(colorType);
  header += std::string(3, '\0');
  std::string bytes = "\x89PNG\r\n\x1a\n" + chunk("IHDR", header);
  // 300 dots per inch: a print resolution, which is not the size of anything in the picture.
  bytes += chunk("pHYs", BytesOf(std::vector<std::uint32_t>{11811, 11811}, true) + '\1');
  if (!palette.empty())
  {
    bytes += chunk("PLTE", palette);
  }
  return bytes + chunk("IDAT", Deflated(filtered, 15)) + chunk("IEND", "");
}

} // namespace vox::testing

#endif
