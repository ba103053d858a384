// SPDX-License-Identifier: Apache-2.0
#include "voxDevice.h"

#include "voxError.h"

#include <charconv>
#include <optional>

namespace vox
{
namespace
{

/** N of "cuda:N", 0 for "cuda". */
std::optional<int>
CudaNumber(std::string_view text)
{
  constexpr std::string_view name = "cuda";
  if (text == name)
  {
    return 0;
  }
  if (!text.starts_with(name) || text[name.size()] != ':')
  {
    return std::nullopt;
  }
  const std::string_view digits = text.substr(name.size() + 1);
  int number = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const bool isWhole = error == std::errc() && end == digits.data() + digits.size();
  return isWhole && number >= 0 ? std::optional(number) : std::nullopt;
}

} // namespace

ComputeDevice
ChooseDevice(std::string_view asked, const std::function<kernels::CudaPresence()> & find,
             const std::function<void(int number)> & load)
{
  if (asked == "cpu")
  {
    return {};
  }
  if (asked == "auto")
  {
    return {.name = "cpu (auto; a CUDA device is taken when it is asked for)"};
  }
  const std::optional<int> number = CudaNumber(asked);
  if (!number)
  {
    Fail(ErrorKind::Usage, "device: found '{}', expected auto, cpu, cuda or cuda:N", asked);
  }
  const kernels::CudaPresence presence = find();
  kernels::RequireCudaDevice(presence, *number);
  load(*number);
  const kernels::CudaDevice & found = presence.devices[static_cast<std::size_t>(*number)];
  return {.name = fmt::format("cuda:{} ({})", *number, found.name),
          .place = c10::Device(c10::kCUDA, static_cast<c10::DeviceIndex>(*number)),
          .kernels = presence.table,
          .hasBf16 = found.major >= 8};
}

std::int64_t
FreeBytes(const ComputeDevice & device)
{
  kernels::CudaDevice now;
  kernels::CheckCuda(*device.kernels, device.kernels->describeDevice(device.place.index(), &now),
                     fmt::format("asking {} for its free memory", device.name));
  return now.freeBytes;
}

} // namespace vox
