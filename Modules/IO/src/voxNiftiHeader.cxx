// SPDX-License-Identifier: Apache-2.0
#include "voxNiftiHeader.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace vox
{
namespace
{

/** Numbers at fixed places of a header. */
class Fields
{
public:
  Fields(std::string_view bytes, bool swapped) : m_Bytes(bytes), m_Swapped(swapped) {}

  template <typename T>
  [[nodiscard]] T
  Number(std::size_t offset) const
  {
    std::array<char, sizeof(T)> raw;
    std::memcpy(raw.data(), m_Bytes.data() + offset, sizeof(T));
    if (m_Swapped)
    {
      std::ranges::reverse(raw);
    }
    return std::bit_cast<T>(raw);
  }

  template <typename T, typename TArray>
  void
  Numbers(std::size_t offset, TArray & values) const
  {
    for (std::size_t i = 0; i < values.size(); ++i)
    {
      values[i] = Number<T>(offset + i * sizeof(T));
    }
  }

private:
  std::string_view m_Bytes;
  bool m_Swapped;
};

std::uint64_t
Offset(double value, std::uint64_t least)
{
  constexpr double most = 1e15;
  return value > static_cast<double>(least) ? static_cast<std::uint64_t>(std::min(value, most)) : least;
}

NiftiHeader
ParseVersion1(const Fields & fields)
{
  NiftiHeader header;
  fields.Numbers<std::int16_t>(40, header.dim);
  header.intent = fields.Number<std::int16_t>(68);
  header.dataType = fields.Number<std::int16_t>(70);
  fields.Numbers<float>(76, header.pixdim);
  header.voxelOffset = Offset(fields.Number<float>(108), 0);
  header.slope = fields.Number<float>(112);
  header.intercept = fields.Number<float>(116);
  header.units = fields.Number<std::uint8_t>(123);
  header.qformCode = fields.Number<std::int16_t>(252);
  header.sformCode = fields.Number<std::int16_t>(254);
  fields.Numbers<float>(256, header.quaternion);
  fields.Numbers<float>(268, header.qoffset);
  for (std::size_t row = 0; row < 3; ++row)
  {
    fields.Numbers<float>(280 + 16 * row, header.srow[row]);
  }
  return header;
}

NiftiHeader
ParseVersion2(const Fields & fields)
{
  NiftiHeader header;
  header.version = 2;
  header.dataType = fields.Number<std::int16_t>(12);
  fields.Numbers<std::int64_t>(16, header.dim);
  fields.Numbers<double>(104, header.pixdim);
  header.voxelOffset = Offset(static_cast<double>(fields.Number<std::int64_t>(168)), 0);
  header.slope = fields.Number<double>(176);
  header.intercept = fields.Number<double>(184);
  header.qformCode = fields.Number<std::int32_t>(344);
  header.sformCode = fields.Number<std::int32_t>(348);
  fields.Numbers<double>(352, header.quaternion);
  fields.Numbers<double>(376, header.qoffset);
  for (std::size_t row = 0; row < 3; ++row)
  {
    fields.Numbers<double>(400 + 32 * row, header.srow[row]);
  }
  header.units = fields.Number<std::int32_t>(500);
  header.intent = fields.Number<std::int32_t>(504);
  return header;
}

} // namespace

double
NiftiHeader::UnitMm() const
{
  constexpr int spaceMask = 0x07, meters = 1, micrometers = 3;
  const int unit = units & spaceMask;
  return unit == meters ? 1000.0 : unit == micrometers ? 0.001 : 1.0;
}

bool
NiftiHeader::HasScale() const
{
  return slope != 0.0 && std::isfinite(slope);
}

std::uint64_t
NiftiHeader::VoxelCount() const
{
  if (dim[0] < 1 || dim[0] > 7)
  {
    return 0;
  }
  std::uint64_t count = 1;
  for (std::size_t axis = 1; axis <= static_cast<std::size_t>(dim[0]); ++axis)
  {
    constexpr std::uint64_t most = std::uint64_t(1) << 56; // so that their bytes can still be counted
    if (dim[axis] < 1 || static_cast<std::uint64_t>(dim[axis]) > most / count)
    {
      return 0;
    }
    count *= static_cast<std::uint64_t>(dim[axis]);
  }
  return count;
}

std::optional<NiftiHeader>
ParseNiftiHeader(std::string_view bytes)
{
  if (bytes.size() < kNifti1Bytes)
  {
    return std::nullopt;
  }
  for (const bool swapped : {false, true})
  {
    const Fields fields(bytes, swapped);
    const auto declared = fields.Number<std::int32_t>(0);
    const bool first = declared == static_cast<std::int32_t>(kNifti1Bytes);
    const bool second = declared == static_cast<std::int32_t>(kNifti2Bytes) && bytes.size() >= kNifti2Bytes;
    const std::string_view magic = bytes.substr(first ? 344 : 4, 3);
    if ((first && (magic == "n+1" || magic == "ni1")) || (second && (magic == "n+2" || magic == "ni2")))
    {
      NiftiHeader header = first ? ParseVersion1(fields) : ParseVersion2(fields);
      header.swapped = swapped;
      header.pair = magic[1] == 'i';
      // Header and four bytes that tell of extensions come before the voxels of one file.
      const std::uint64_t least = header.pair ? 0 : (first ? kNifti1Bytes : kNifti2Bytes) + 4;
      header.voxelOffset = std::max(header.voxelOffset, least);
      return header;
    }
  }
  return std::nullopt;
}

std::string
Nifti1Bytes(const NiftiHeader & header)
{
  std::string bytes(kNifti1Bytes, '\0');
  const auto put = [&](std::size_t offset, auto value) { std::memcpy(bytes.data() + offset, &value, sizeof(value)); };
  put(0, static_cast<std::int32_t>(kNifti1Bytes));
  bytes[38] = 'r'; // "regular", for readers of the format before it
  for (std::size_t i = 0; i < 8; ++i)
  {
    put(40 + 2 * i, static_cast<std::int16_t>(header.dim[i]));
    put(76 + 4 * i, static_cast<float>(header.pixdim[i]));
  }
  put(68, static_cast<std::int16_t>(header.intent));
  put(70, static_cast<std::int16_t>(header.dataType));
  put(72, static_cast<std::int16_t>(8 * NiftiVoxelBytes(header.dataType)));
  put(108, static_cast<float>(header.voxelOffset));
  put(112, static_cast<float>(header.slope));
  put(116, static_cast<float>(header.intercept));
  bytes[123] = static_cast<char>(header.units);
  put(252, static_cast<std::int16_t>(header.qformCode));
  put(254, static_cast<std::int16_t>(header.sformCode));
  for (std::size_t i = 0; i < 3; ++i)
  {
    put(256 + 4 * i, static_cast<float>(header.quaternion[i]));
    put(268 + 4 * i, static_cast<float>(header.qoffset[i]));
    for (std::size_t column = 0; column < 4; ++column)
    {
      put(280 + 16 * i + 4 * column, static_cast<float>(header.srow[i][column]));
    }
  }
  std::memcpy(bytes.data() + 344, header.pair ? "ni1" : "n+1", 4);
  return bytes;
}

std::size_t
NiftiVoxelBytes(int dataType)
{
  switch (dataType)
  {
  case 2:   // uint8
  case 256: // int8
    return 1;
  case 4:   // int16
  case 512: // uint16
    return 2;
  case 128: // RGB
    return 3;
  case 8:    // int32
  case 16:   // float32
  case 768:  // uint32
  case 2304: // RGBA
    return 4;
  case 32:   // complex64
  case 64:   // float64
  case 1024: // int64
  case 1280: // uint64
    return 8;
  case 1792: // complex128
    return 16;
  default:
    return 0;
  }
}

} // namespace vox
