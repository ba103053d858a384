// SPDX-License-Identifier: Apache-2.0
#include "voxNiftiHeader.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <utility>

namespace vox
{

NiftiHeader::NiftiHeader(std::string bytes) : m_Bytes(std::move(bytes))
{
  m_Bytes.resize(byteCount);
  m_Swapped = DeclaredSize() != 348 && DeclaredSize() != 540;
}

template <typename T>
T
NiftiHeader::Number(std::size_t offset) const
{
  std::array<char, sizeof(T)> raw;
  std::copy_n(m_Bytes.begin() + static_cast<std::ptrdiff_t>(offset), sizeof(T), raw.begin());
  if (m_Swapped)
  {
    std::reverse(raw.begin(), raw.end());
  }
  return std::bit_cast<T>(raw);
}

std::int32_t
NiftiHeader::DeclaredSize() const
{
  return Number<std::int32_t>(0);
}

std::string_view
NiftiHeader::Magic() const
{
  return std::string_view(m_Bytes).substr(344, 3);
}

int
NiftiHeader::Dimension(int i) const
{
  return Number<std::int16_t>(40 + 2 * static_cast<std::size_t>(i));
}

int
NiftiHeader::DataType() const
{
  return Number<std::int16_t>(70);
}

double
NiftiHeader::Spacing(int i) const
{
  return Number<float>(76 + 4 * static_cast<std::size_t>(i));
}

double
NiftiHeader::UnitMm() const
{
  constexpr int spaceMask = 0x07, meters = 1, micrometers = 3;
  const int unit = Number<std::int8_t>(123) & spaceMask;
  return unit == meters ? 1000.0 : unit == micrometers ? 0.001 : 1.0;
}

std::uint64_t
NiftiHeader::DataOffset() const
{
  constexpr float afterHeader = 352.0F;
  const float offset = Number<float>(108);
  return static_cast<std::uint64_t>(offset > afterHeader ? std::min(offset, 1e9F) : afterHeader);
}

double
NiftiHeader::Slope() const
{
  const float slope = Number<float>(112);
  return slope == 0.0F || !std::isfinite(slope) ? 1.0 : slope;
}

double
NiftiHeader::Intercept() const
{
  const float slope = Number<float>(112);
  const float intercept = Number<float>(116);
  return slope == 0.0F || !std::isfinite(slope) || !std::isfinite(intercept) ? 0.0 : intercept;
}

std::uint64_t
NiftiHeader::VoxelCount() const
{
  std::uint64_t count = 1;
  for (int i = 1; i <= Dimension(0); ++i)
  {
    count *= static_cast<std::uint64_t>(Dimension(i));
  }
  return count;
}

std::uint64_t
NiftiHeader::VoxelSize() const
{
  switch (DataType())
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
