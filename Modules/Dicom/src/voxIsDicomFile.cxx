// SPDX-License-Identifier: Apache-2.0
#include "voxDicomFolder.h"
#include "voxError.h"
#include "voxFileWalk.h"
#include "voxUnpackedZip.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <string_view>

namespace vox
{
namespace
{

constexpr std::size_t kPreambleBytes = 128;
constexpr std::size_t kLookedAt = 160;

/** The first bytes of a file as numbers of one byte order. */
struct FirstBytes
{
  std::string_view bytes;
  bool big = false;

  [[nodiscard]] std::uint32_t
  Number(std::size_t offset, std::size_t count) const
  {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i)
    {
      const auto byte = static_cast<unsigned char>(bytes[offset + (big ? i : count - 1 - i)]);
      value = value << 8U | byte;
    }
    return value;
  }
};

/** True if an element of group 2 or 8 stands here, with a value that is short enough for one, and the next element, if
 * it can be seen, does not go back. */
bool
StartsWithElement(const FirstBytes & file)
{
  const std::uint32_t group = file.Number(0, 2);
  if (group != 0x0002 && group != 0x0008)
  {
    return false;
  }
  // Only types that may stand first in these groups, all but OB with a length of 16 bits.
  constexpr std::array<std::string_view, 9> types{"UL", "UI", "CS", "SH", "LO", "DA", "TM", "DT", "LT"};
  const std::string_view type = file.bytes.substr(4, 2);
  std::size_t valueAt = 8;
  std::uint32_t length = 0;
  if (std::ranges::find(types, type) != types.end())
  {
    length = file.Number(6, 2);
  }
  else if (type == "OB" || type == "SQ")
  {
    valueAt = 12;
    length = file.Number(8, 4);
  }
  else if (!file.big)
  {
    length = file.Number(4, 4); // implicit
  }
  else
  {
    return false;
  }
  constexpr std::uint32_t longest = 1024;
  if (length % 2 != 0 || length > longest)
  {
    return false;
  }
  const std::size_t next = valueAt + length;
  return next + 4 > file.bytes.size() ||
         (file.Number(next, 2) >= group && file.Number(next, 2) <= 0x0010 &&
          (file.Number(next, 2) > group || file.Number(next + 2, 2) > file.Number(2, 2)));
}

} // namespace

bool
IsDicomFile(const std::filesystem::path & file)
{
  std::array<char, kLookedAt> buffer{};
  std::ifstream stream(file, std::ios::binary);
  stream.read(buffer.data(), buffer.size());
  const std::string_view bytes(buffer.data(), static_cast<std::size_t>(stream.gcount()));
  if (bytes.size() >= kPreambleBytes + 4 && bytes.substr(kPreambleBytes, 4) == "DICM")
  {
    return true;
  }
  constexpr std::size_t shortest = 12;
  return bytes.size() >= shortest && (StartsWithElement({bytes, false}) || StartsWithElement({bytes, true}));
}

bool
HoldsDicom(const std::filesystem::path & path)
{
  std::error_code ignored;
  if (std::filesystem::is_regular_file(path, ignored))
  {
    return IsZipArchive(path) || IsDicomFile(path);
  }
  constexpr int most = 1000;
  int looked = 0;
  bool found = false;
  try
  {
    WalkFiles(path, {.onFile =
                         [&](const std::filesystem::path & file) {
                           found = IsDicomFile(file);
                           return !found && ++looked < most;
                         },
                     .onRefused = [](const std::filesystem::path &, const std::string &) { return true; }});
  }
  catch (const Error &)
  {
    return false; // not there: the one who reads it says so
  }
  return found;
}

} // namespace vox
