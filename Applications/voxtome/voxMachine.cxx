// SPDX-License-Identifier: Apache-2.0
#include "voxMachine.h"

#include "voxCudaKernels.h"
#include "voxDevice.h"
#include "voxPredictor.h"
#include "voxRunContext.h"
#include "voxRunManifest.h"

#include <ATen/Parallel.h>
#include <itkConfigure.h>
#include <torch/version.h>

#include <filesystem>
#include <fmt/ranges.h>
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

std::string
YesNo(bool value)
{
  return value ? "yes" : "no";
}

void
DescribeCuda(std::vector<std::pair<std::string, std::string>> & entries)
{
  const kernels::CudaPresence cuda = kernels::FindCudaKernels();
  entries.emplace_back("CUDA in LibTorch", YesNo(std::filesystem::exists(LibTorchFolder() / "libtorch_cuda.so")));
  entries.emplace_back("CUDA kernels", cuda.table == nullptr ? "no" : cuda.library.string());
  entries.emplace_back("CUDA driver", YesNo(cuda.driver));
  if (!cuda.missing.empty())
  {
    entries.emplace_back("CUDA lacks", cuda.missing);
  }
  for (std::size_t i = 0; i < cuda.devices.size(); ++i)
  {
    const kernels::CudaDevice & device = cuda.devices[i];
    entries.emplace_back(fmt::format("cuda:{}", i),
                         fmt::format("{}, compute capability {}.{}, {:.1f} GiB, {:.1f} GiB free", device.name,
                                     device.major, device.minor, static_cast<double>(device.totalBytes) / 0x1p30,
                                     static_cast<double>(device.freeBytes) / 0x1p30));
  }
}

} // namespace

std::vector<std::pair<std::string, std::string>>
DescribeMachine()
{
  std::istringstream words(CpuInfo("flags"));
  const std::set<std::string> flags{std::istream_iterator<std::string>(words), {}};
  std::vector<std::pair<std::string, std::string>> entries{
      {"processor", CpuInfo("model name")},
      {"threads", std::to_string(RunContext().ThreadCount())},
      {"memory", fmt::format("{:.1f} GiB, {:.1f} GiB free", Gigabytes(::sysconf(_SC_PHYS_PAGES)),
                             Gigabytes(::sysconf(_SC_AVPHYS_PAGES)))}};
  for (const auto & [flag, name] : {std::pair{"avx2", "AVX2"}, std::pair{"avx512f", "AVX-512"},
                                    std::pair{"avx512_bf16", "AVX-512 bf16"}, std::pair{"amx_bf16", "AMX bf16"}})
  {
    entries.emplace_back(name, YesNo(flags.contains(flag)));
  }
  entries.emplace_back("--precision auto", HasNativeBf16() ? "bf16" : "fp32");
  DescribeCuda(entries);
  return entries;
}

std::vector<std::pair<std::string, std::string>>
DescribeBuild()
{
  return {{"voxtome", std::string(ProgramVersion())},
          {"LibTorch", fmt::format("{} in {}", TORCH_VERSION, LibTorchFolder().string())},
          {"ITK", fmt::format("{}.{}.{}", ITK_VERSION_MAJOR, ITK_VERSION_MINOR, ITK_VERSION_PATCH)},
          {"compiler", VOX_COMPILER}};
}

} // namespace vox
