// SPDX-License-Identifier: Apache-2.0
#ifndef voxCaseImage_h
#define voxCaseImage_h

#include "voxDatasetFolder.h"
#include "voxDicomSource.h"
#include "voxRunContext.h"

#include <optional>
#include <string>
#include <vector>

namespace vox
{

/** The image of a case and what is known of its origin. */
struct CaseImage
{
  Volume image;
  std::optional<DicomSource> source; ///< the frames of the first channel, where it is DICOM
  std::vector<std::string> notes;    ///< repairs of DICOM that a person should know of; each begins with its path.
                                     ///< Those of image files are WarnOfNotes'
};

/** Which of what the files hold is the image. */
struct ReadCaseOptions
{
  /** Where given, a single 4D or vector file may hold the channels, and any other number is refused. */
  std::optional<std::int64_t> channels;
  std::vector<std::string> series;    ///< of each DICOM channel; empty: the only one there is
  std::optional<std::int64_t> volume; ///< of 4D image files
};

/** Reads the channels of a case, each an image file or DICOM (folder, file, zip archive). Throws Error(BadInput) as the
 * readers do, and where DICOM channels have different frames of reference. */
[[nodiscard]] CaseImage ReadCase(const CaseFiles & files, const ReadCaseOptions & options = {},
                                 const RunContext & context = {});

/** Tells the notes as warnings. */
void LogNotes(const std::vector<std::string> & notes, const RunContext & context);

} // namespace vox

#endif
