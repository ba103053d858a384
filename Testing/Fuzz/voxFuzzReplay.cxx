// SPDX-License-Identifier: Apache-2.0
// Reads every file of the corpus once, without a fuzzer:  voxFuzzReplay CORPUS
#include "voxFuzz.h"

#include <cstdio>
#include <ctime>
#include <fstream>
#include <iterator>
#include <string>

namespace
{

/** Number of files; none is a mistake of whoever added a target. False for a file that takes too long. */
bool
Replay(const vox::fuzz::Target & target, const std::filesystem::path & folder)
{
  constexpr double mostSeconds = 1.0;
  int files = 0;
  bool good = true;
  for (const auto & entry : std::filesystem::directory_iterator(folder))
  {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    std::fprintf(stderr, "%s\n", entry.path().c_str()); // the last line says where a crash was
    const std::clock_t begin = std::clock();
    vox::fuzz::Try(target, std::as_bytes(std::span(bytes)));
    const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    if (seconds > mostSeconds)
    {
      std::fprintf(stderr, "took %.1f s, expected at most %.1f\n", seconds, mostSeconds);
      good = false;
    }
    ++files;
  }
  if (files == 0)
  {
    std::fprintf(stderr, "%s: no files; add some for this target\n", folder.c_str());
  }
  return good && files > 0;
}

} // namespace

int
main(int count, char ** arguments)
{
  if (count != 2)
  {
    std::fprintf(stderr, "usage: voxFuzzReplay CORPUS\n");
    return 2;
  }
  bool good = true;
  for (const vox::fuzz::Target & target : vox::fuzz::Targets())
  {
    const std::filesystem::path folder = std::filesystem::path(arguments[1]) / target.name;
    if (!std::filesystem::is_directory(folder))
    {
      std::fprintf(stderr, "%s: no such folder; add one with files for this target\n", folder.c_str());
      good = false;
      continue;
    }
    good = Replay(target, folder) && good;
  }
  return good ? 0 : 1;
}
