// SPDX-License-Identifier: Apache-2.0
#ifndef voxSegmentationRegistry_h
#define voxSegmentationRegistry_h

#include "voxSegmentedVolume.h"

#include <functional>
#include <span>
#include <string_view>
#include <vector>

namespace vox
{

/** A method as the program sees it: a gray image, or a label map where the row says so, and markers, which may be null.
 */
using SegmentationFunction = std::function<SegmentedVolume(const Volume & image, const Volume * markers)>;

/** A row of the registry. */
struct SegmentationEntry
{
  std::string_view name;
  SegmentationFunction (*make)(const Json & options); ///< throws Error(Usage) for what the method refuses
  Json (*resolve)(const Json & options);              ///< all options; those that are not named have their defaults
  std::vector<FieldDescription> (*fields)();
  bool readsLabels;        ///< works on a label map instead of an image
  bool takesMarkers;       ///< has a use for markers
  std::string_view help;   ///< what it is, in a few words
  std::string_view source; ///< author, year and DOI
};

[[nodiscard]] std::span<const SegmentationEntry> SegmentationRegistry();

/** The row of this name. Throws Error(Usage) that lists the known names. */
[[nodiscard]] const SegmentationEntry & FindSegmentationMethod(std::string_view name);

} // namespace vox

#endif
