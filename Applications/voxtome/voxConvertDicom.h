// SPDX-License-Identifier: Apache-2.0
#ifndef voxConvertDicom_h
#define voxConvertDicom_h

#include "voxConvertLabels.h"
#include "voxLabelOrigin.h"

#include <string>
#include <vector>

namespace vox
{

/** What `voxtome convert` was asked for where IN or OUT is DICOM. */
struct DicomConversion
{
  std::string in;
  std::string out;
  std::string like; ///< the image that labels belong to; may be empty
  LabelNames names;
  bool wantsLabels = false;                 ///< IN is said to be labels
  LabelOrigin origin = LabelOrigin::Manual; ///< of labels that become DICOM
  bool isOriginKnown = false;               ///< else it is a guess, which is told
  std::string series; ///< UID of the series of `in`, or of `like` where `in` is no series; may be empty
};

/** True where IN is DICOM (a folder, file or zip archive) or OUT is a DICOM name. */
[[nodiscard]] bool ConcernsDicom(const std::string & in, const std::string & out);

/** A series becomes a volume; a DICOM segmentation, a structure set or a label map become labels in the format of OUT,
 * which for DICOM refer to the series `like`. Labels read from DICOM come on the grid of `like` where it is given; a
 * structure set needs it. Logs what was mended. Throws Error(Usage) for what does not fit together, else as the readers
 * and writers. */
void ConvertDicom(const DicomConversion & conversion, const RunContext & context);

} // namespace vox

#endif
