// SPDX-License-Identifier: Apache-2.0
#ifndef voxPredictJobs_h
#define voxPredictJobs_h

#include "voxDatasetFolder.h"
#include "voxPredictStep.h"
#include "voxSegmentation.h"
#include "voxWorldBox.h"

#include <optional>

namespace vox
{

/** A case to segment and where its files are. */
struct PredictJob
{
  CaseFiles files;
  std::filesystem::path output;
  std::optional<std::filesystem::path> previousStage; ///< labels of the stage before
  std::filesystem::path attention;                    ///< folder for attention maps; empty: none
  std::vector<std::string> series;                    ///< of each DICOM channel; empty: the only one there is
  std::optional<std::int64_t> volume;                 ///< of 4D image files
  std::optional<WorldBox> region;                     ///< the part to segment; none: the whole image
  bool statistics = false;                            ///< measure the structures
  std::string probabilitiesFormat;                    ///< ending of the file of probabilities
};

/** Pairs each case of the request with its output and its labels of the previous stage, and makes the folders. Throws
 * Error(Usage) for outputs that do not fit the inputs, Error(BadInput) for inputs that are not there. */
[[nodiscard]] std::vector<PredictJob> PlanPredictJobs(const PredictRequest & request,
                                                      const DatasetDescription & description);

} // namespace vox

#endif
