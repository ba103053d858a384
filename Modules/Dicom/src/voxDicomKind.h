// SPDX-License-Identifier: Apache-2.0
#ifndef voxDicomKind_h
#define voxDicomKind_h

#include "voxDicomHeader.h"

namespace vox
{

/** SOP classes that the code asks for by name (PS3.4 annex B.5, PS3.6 annex A). */
constexpr std::string_view kSegmentationClass = "1.2.840.10008.5.1.4.1.1.66.4";
constexpr std::string_view kLabelMapSegmentationClass = "1.2.840.10008.5.1.4.1.1.66.7";
constexpr std::string_view kStructureSetClass = "1.2.840.10008.5.1.4.1.1.481.3";

/** True for segmentations and structure sets. */
[[nodiscard]] bool IsAnnotation(std::string_view sopClassUid);

/** True for multi-frame images with functional groups. */
[[nodiscard]] bool IsEnhancedClass(std::string_view sopClassUid);

/** True if one of the values of ImageType is this. */
[[nodiscard]] bool HasImageType(const DicomHeader & header, std::string_view value);

/** Why the object holds no image that could be a volume; empty if it may. */
[[nodiscard]] std::string WhyNoVolume(const DicomHeader & header);

} // namespace vox

#endif
