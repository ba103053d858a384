// SPDX-License-Identifier: Apache-2.0
#include "voxCrc32c.h"

#include <array>
#include <bit>

namespace vox
{
namespace
{

constexpr std::array<std::uint32_t, 256>
MakeTable()
{
  constexpr std::uint32_t ReflectedPolynomial = 0x82F63B78;
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < 256; ++byte)
  {
    std::uint32_t rest = byte;
    for (int bit = 0; bit < 8; ++bit)
    {
      rest = (rest & 1U) != 0U ? rest >> 1 ^ ReflectedPolynomial : rest >> 1;
    }
    table[byte] = rest;
  }
  return table;
}

constexpr std::array<std::uint32_t, 256> Table = MakeTable();

} // namespace

std::uint32_t
Crc32c(std::string_view bytes)
{
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char byte : bytes)
  {
    crc = crc >> 8 ^ Table[(crc ^ static_cast<unsigned char>(byte)) & 0xFFU];
  }
  return ~crc;
}

std::uint32_t
MaskedCrc32c(std::string_view bytes)
{
  constexpr std::uint32_t Delta = 0xA282EAD8;
  return std::rotr(Crc32c(bytes), 15) + Delta;
}

} // namespace vox
