// SPDX-License-Identifier: Apache-2.0
#ifndef voxLabelOutput_h
#define voxLabelOutput_h

#include "voxDicomSource.h"
#include "voxLabelOrigin.h"
#include "voxSegmentation.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace vox
{

/** True for a name under which labels can be written: those of image formats, .dcm (DICOM segmentation) and
 * .rtstruct.dcm (DICOM structure set). */
[[nodiscard]] bool HasLabelEnding(const std::filesystem::path & path);

/** True for .dcm, whose labels refer to the series they were made from. */
[[nodiscard]] bool HasDicomEnding(const std::filesystem::path & path);

/** The name of the case: the file name without its ending. */
[[nodiscard]] std::string LabelStem(const std::filesystem::path & path);

/** Who made labels, which DICOM files say. */
struct LabelMaker
{
  LabelOrigin origin = LabelOrigin::Automatic;
  std::string model; ///< what predicted them, for the name of the algorithm; may be empty
};

/** Writes labels with their meaning in the format of the ending. Returns what was made valid in DICOM, each
 * note after the path. Throws
 * Error(BadInput) for DICOM without a source; else as WriteSegmentation, WriteDicomSegmentation and WriteRtStructure.
 */
std::vector<std::string> WriteLabels(const std::filesystem::path & path, const Segmentation & segmentation,
                                     const std::optional<DicomSource> & source, const LabelMaker & maker = {});

} // namespace vox

#endif
