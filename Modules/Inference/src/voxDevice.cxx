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

std::string
ChooseDevice(std::string_view asked, const std::function<kernels::CudaPresence()> & find)
{
  if (asked == "cpu")
  {
    return "cpu";
  }
  if (asked == "auto")
  {
    return "cpu (auto: networks run on the processor only in this version)";
  }
  const std::optional<int> number = CudaNumber(asked);
  if (!number)
  {
    Fail(ErrorKind::Usage, "device: found '{}', expected auto, cpu, cuda or cuda:N", asked);
  }
  const kernels::CudaPresence presence = find();
  kernels::RequireCudaDevice(presence, *number);
  Fail(ErrorKind::Resource,
       "device cuda:{}: found {}, but networks run on the processor only in this version; use cpu or auto", *number,
       presence.devices[static_cast<std::size_t>(*number)].name);
}

} // namespace vox
