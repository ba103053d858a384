// SPDX-License-Identifier: Apache-2.0
#include "voxMachine.h"

#include "voxRevision.h"
#include "voxRunContext.h"
#include "voxRunManifest.h"

#include <CLI/Version.hpp>
#include <itkConfigure.h>
#include <torch/version.h>

#include <fstream>
#include <set>
#include <sstream>
#include <unistd.h>

namespace vox
{
namespace
{

/** The words after the colon of the first line of /proc/cpuinfo that begins with `key`. */
std::string
CpuInfo(const std::string & key)
{
  std::ifstream stream("/proc/cpuinfo");
  for (std::string line; std::getline(stream, line);)
  {
    if (const std::size_t colon = line.find(':'); line.starts_with(key) && colon != std::string::npos)
    {
      return line.substr(std::min(line.size(), colon + 2));
    }
  }
  return "unknown";
}

double
Gigabytes(long pages)
{
  return static_cast<double>(pages) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / (1024.0 * 1024.0 * 1024.0);
}

} // namespace

Facts
MachineFacts()
{
  std::istringstream words(CpuInfo("flags"));
  const std::set<std::string> flags{std::istream_iterator<std::string>(words), {}};
  Facts facts{{"processor", CpuInfo("model name")},
              {"threads", std::to_string(RunContext().ThreadCount())},
              {"memory", fmt::format("{:.1f} GiB, {:.1f} GiB free", Gigabytes(::sysconf(_SC_PHYS_PAGES)),
                                     Gigabytes(::sysconf(_SC_AVPHYS_PAGES)))}};
  for (const auto & [flag, name] : {std::pair{"avx2", "AVX2"}, std::pair{"avx512f", "AVX-512"},
                                    std::pair{"avx512_bf16", "AVX-512 bf16"}, std::pair{"amx_bf16", "AMX bf16"}})
  {
    facts.emplace_back(name, YesNo(flags.contains(flag)));
  }
  return facts;
}

Facts
BuildFacts()
{
  return {{"voxtome", std::string(ProgramVersion())},
          {"revision", std::string(SourceRevision())},
          {"build type", VOX_BUILD_TYPE},
          {"compiler", VOX_COMPILER},
          {"compiled for LibTorch", TORCH_VERSION},
          {"ITK", fmt::format("{}.{}.{}", ITK_VERSION_MAJOR, ITK_VERSION_MINOR, ITK_VERSION_PATCH)},
          {"fmt", fmt::format("{}.{}.{}", FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100)},
          {"CLI11", CLI11_VERSION}};
}

} // namespace vox
