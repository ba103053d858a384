// SPDX-License-Identifier: Apache-2.0
#include "voxIntensityWindow.h"

#include "voxError.h"

#include <fmt/ranges.h>

#include <charconv>
#include <cmath>
#include <optional>
#include <ranges>

namespace vox
{
namespace
{

constexpr std::array<NamedWindow, 4> kWindows{{{"soft-tissue", {-160.0, 240.0}, "CT of the abdomen, HU"},
                                               {"lung", {-1350.0, 150.0}, "CT of the lung, HU"},
                                               {"bone", {-500.0, 1300.0}, "CT of bones, HU"},
                                               {"brain", {0.0, 80.0}, "CT of the brain, HU"}}};

std::optional<double>
ParseNumber(std::string_view text)
{
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool isWhole = error == std::errc() && end == text.data() + text.size();
  return isWhole && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

} // namespace

std::span<const NamedWindow>
NamedWindows()
{
  return kWindows;
}

IntensityWindow
ParseWindow(std::string_view text)
{
  for (const NamedWindow & entry : kWindows)
  {
    if (entry.name == text)
    {
      return entry.window;
    }
  }
  const std::size_t comma = text.find(',');
  const auto lower = ParseNumber(text.substr(0, comma));
  const auto upper = comma == std::string_view::npos ? std::nullopt : ParseNumber(text.substr(comma + 1));
  if (!lower || !upper || !(*lower < *upper))
  {
    Fail(ErrorKind::Usage, "window: found \"{}\", expected LOWER,UPPER with LOWER < UPPER, or one of {}", text,
         fmt::join(kWindows | std::views::transform(&NamedWindow::name), ", "));
  }
  return {*lower, *upper};
}

} // namespace vox
