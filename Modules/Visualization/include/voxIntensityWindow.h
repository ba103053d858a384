// SPDX-License-Identifier: Apache-2.0
#ifndef voxIntensityWindow_h
#define voxIntensityWindow_h

#include <array>
#include <span>
#include <string_view>

namespace vox
{

/** The intensities shown as black and as white. */
using IntensityWindow = std::array<double, 2>;

/** A window that radiologists know by name. */
struct NamedWindow
{
  std::string_view name;
  IntensityWindow window;
  std::string_view summary;
};

/** Windows of CT in HU: "soft-tissue" (center 40, width 400), "lung" (-600, 1500), "bone" (400, 1800), "brain" (40,
 * 80), the usual presets of workstations. */
[[nodiscard]] std::span<const NamedWindow> NamedWindows();

/** One of NamedWindows(), or "LOWER,UPPER". Throws Error(Usage) that lists the names for anything else, and for numbers
 * that are not finite and ascending. */
[[nodiscard]] IntensityWindow ParseWindow(std::string_view text);

} // namespace vox

#endif
