// SPDX-License-Identifier: Apache-2.0
#include "voxTorchFacts.h"

#include "voxCudaKernels.h"
#include "voxDevice.h"
#include "voxPredictor.h"
#include "voxTorchVersion.h"

#include <ATen/ATen.h>

#include <filesystem>

namespace vox
{
namespace
{

void
DescribeCuda(Facts & facts)
{
  const kernels::CudaPresence cuda = kernels::FindCudaKernels();
  facts.emplace_back("CUDA in LibTorch", YesNo(std::filesystem::exists(LibTorchFolder() / "libtorch_cuda.so")));
  facts.emplace_back("CUDA kernels", cuda.table == nullptr ? "no" : cuda.library.string());
  facts.emplace_back("CUDA driver", YesNo(cuda.driver));
  if (!cuda.missing.empty())
  {
    facts.emplace_back("CUDA lacks", cuda.missing);
  }
  for (std::size_t i = 0; i < cuda.devices.size(); ++i)
  {
    const kernels::CudaDevice & device = cuda.devices[i];
    facts.emplace_back(fmt::format("cuda:{}", i),
                       fmt::format("{}, compute capability {}.{}, {:.1f} GiB, {:.1f} GiB free", device.name,
                                   device.major, device.minor, static_cast<double>(device.totalBytes) / 0x1p30,
                                   static_cast<double>(device.freeBytes) / 0x1p30));
  }
}

/** Sums over 27 voxels of a cube of 4 whose values count up: 27 times the one in the middle. */
void
RequireRightSums(at::ScalarType type)
{
  const std::array<std::int64_t, 5> cube{1, 1, 4, 4, 4};
  const at::Tensor image = at::arange(64).reshape(cube).to(type);
  const at::Tensor sums = at::conv3d(image, at::full({1, 1, 3, 3, 3}, 0.25, type)).to(at::kDouble);
  for (std::int64_t i = 0; i < 8; ++i)
  {
    const double middle =
        21.0 + 16.0 * static_cast<double>(i / 4) + 4.0 * static_cast<double>(i / 2 % 2) + static_cast<double>(i % 2);
    const double expected = 27.0 * 0.25 * middle;
    const double found = sums.data_ptr<double>()[i];
    const double tolerance = type == at::kFloat ? 0.0 : expected / 256.0; // half a unit of bf16
    if (!(std::abs(found - expected) <= tolerance))
    {
      Fail(ErrorKind::Internal, "a convolution in {}: found {}, expected {}; LibTorch does not compute rightly here",
           c10::toString(type), found, expected);
    }
  }
}

} // namespace

Facts
TorchFacts()
{
  RequireOwnTorch();
  Facts facts{{"LibTorch", fmt::format("{} in {}", LoadedTorchVersion(), LibTorchFolder().string())},
              {"--precision auto", HasNativeBf16() ? "bf16" : "fp32"}};
  DescribeCuda(facts);
  return facts;
}

std::string
CheckConvolution()
{
  RequireRightSums(at::kFloat);
  if (!HasNativeBf16())
  {
    return "right in fp32";
  }
  RequireRightSums(at::kBFloat16);
  return "right in fp32 and bf16";
}

} // namespace vox
