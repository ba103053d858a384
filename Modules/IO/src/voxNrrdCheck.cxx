// SPDX-License-Identifier: Apache-2.0
#include "voxError.h"
#include "voxFileCheck.h"
#include "voxPrintable.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

namespace vox
{
namespace
{

/** The product of the sizes; teem takes the largest number for one that is too large, and lets products wrap around. */
std::uint64_t
VoxelsOf(const std::filesystem::path & path, const std::string & sizes)
{
  std::uint64_t voxels = 1;
  std::istringstream stream(sizes);
  for (std::string token; stream >> token;)
  {
    std::uint64_t size = 0;
    const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), size);
    const bool isTooLarge = error == std::errc::result_out_of_range || __builtin_mul_overflow(voxels, size, &voxels);
    if (isTooLarge || voxels >> 48U != 0)
    {
      Fail(ErrorKind::BadInput, "{}: sizes: found '{}', more voxels than any memory holds; the header is damaged",
           path.string(), Printable(sizes));
    }
  }
  return voxels;
}

} // namespace

void
CheckNrrd(const std::filesystem::path & path)
{
  std::ifstream file(path, std::ios::binary);
  std::array<char, 4> magic{};
  if (!file.read(magic.data(), magic.size()) || std::string_view(magic.data(), magic.size()) != "NRRD")
  {
    FailOtherFormat(path, ImageFormat::Nrrd);
  }
  std::uint64_t voxels = 0;
  bool isElsewhere = false; // the data, in a file of their own
  for (std::string line; std::getline(file, line) && !line.empty() && line != "\r";)
  {
    if (line.starts_with("sizes: "))
    {
      voxels = VoxelsOf(path, line.substr(7));
    }
    isElsewhere = isElsewhere || line.starts_with("data file:") || line.starts_with("datafile:");
  }
  if (!isElsewhere)
  {
    constexpr std::uint64_t mostInflation = 65536; // of bzip2, the most of the encodings
    RequirePlausibleSize(path, voxels, mostInflation);
  }
}

} // namespace vox
