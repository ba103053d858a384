// SPDX-License-Identifier: Apache-2.0
#ifndef voxLabelOrigin_h
#define voxLabelOrigin_h

#include "voxOptions.h"

#include <span>
#include <string_view>

namespace vox
{

/** Who drew labels, as DICOM wants it said: SegmentAlgorithmType (0062,0008), ROIGenerationAlgorithm (3006,0036). */
enum class LabelOrigin
{
  Automatic,
  Semiautomatic,
  Manual
};

[[nodiscard]] std::span<const EnumName<LabelOrigin>> EnumNames(LabelOrigin);

/** DICOM's word for it. */
[[nodiscard]] std::string_view DicomWord(LabelOrigin origin);

} // namespace vox

#endif
