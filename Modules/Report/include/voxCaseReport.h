// SPDX-License-Identifier: Apache-2.0
#ifndef voxCaseReport_h
#define voxCaseReport_h

#include "voxResultsPage.h"

#include <optional>
#include <string>
#include <vector>

namespace vox
{

/** A structure of one case. */
struct ReportedStructure
{
  std::string name;
  double milliliters = 0.0;
  double leftRightMm = 0.0; ///< extent, from face to face of the voxels
  double anteriorPosteriorMm = 0.0;
  double superiorInferiorMm = 0.0;
  std::optional<double> mean; ///< of the intensities of the first channel; none without voxels or without an image
  std::optional<double> deviation;
  std::int64_t voxels = 0;
};

struct CaseReportContent
{
  std::string name;
  std::string space; ///< size, spacing and orientation of the image, for people
  std::vector<ReportedStructure> structures;
  std::vector<PageElement> elements; ///< pictures
  std::string programVersion;
  std::string model; ///< what made the labels, as far as it is known; may be empty
};

/** A page on a single case for those who treat the patient: that it is no medical device, first; structures without a
 * voxel; volumes in ml and extents in mm; pictures; what made it. Nothing personal but what `name` holds. */
[[nodiscard]] ResultsPage CaseReport(const CaseReportContent & content, const std::string & title);

} // namespace vox

#endif
