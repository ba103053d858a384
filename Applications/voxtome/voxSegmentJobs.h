// SPDX-License-Identifier: Apache-2.0
#ifndef voxSegmentJobs_h
#define voxSegmentJobs_h

#include "voxDatasetFolder.h"
#include "voxSegmentStep.h"

#include <filesystem>
#include <string>
#include <vector>

namespace vox
{

/** A case to segment and where its files are; empty names: not asked for. */
struct SegmentJob
{
  CaseFiles files;
  std::string series; ///< of DICOM; empty: the only one there is
  std::filesystem::path markers;
  std::filesystem::path output;
  std::filesystem::path instances;
  std::filesystem::path panoptic;
};

/** Pairs each case of the request with its outputs and its markers, and makes the folders. In a folder, label maps have
 * the ending that the request names, else that of their image, or a near one where label maps cannot be written so
 * (.png for JPEG). Throws Error(Usage) for outputs that do not fit the inputs, or that would replace an input or one
 * another; Error(BadInput) for files that are not there or cannot be written. */
[[nodiscard]] std::vector<SegmentJob> PlanSegmentJobs(const SegmentRequest & request);

} // namespace vox

#endif
