// SPDX-License-Identifier: Apache-2.0
#ifndef voxDatasetSurvey_h
#define voxDatasetSurvey_h

#include "voxDatasetFolder.h"
#include "voxImageGeometry.h"
#include "voxLabelHistogram.h"
#include "voxRunContext.h"

#include <optional>
#include <string>
#include <utility>

namespace vox
{

/** What a look at the files of a case found. */
struct CaseSurvey
{
  std::string name;
  std::optional<ImageGeometry> geometry;              ///< of the first channel, where it can be read
  std::optional<std::pair<float, float>> intensities; ///< smallest and largest of all channels, where voxels were read
  LabelHistogram labels;                              ///< the same
  std::string problem;                                ///< empty: none found
};

/** A data set, or the images of a folder that nothing describes; those have no channel names. */
[[nodiscard]] DatasetFolder ListSurveyed(const std::filesystem::path & path);

/** Looks at the headers of a case, or with `readVoxels` at all of its files. Problems are told in the result; what a
 * reader mended is a warning. */
[[nodiscard]] CaseSurvey SurveyCase(const CaseFiles & files, const DatasetFolder & dataset, bool readVoxels,
                                    const RunContext & context);

} // namespace vox

#endif
