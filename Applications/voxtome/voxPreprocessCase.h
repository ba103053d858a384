// SPDX-License-Identifier: Apache-2.0
#ifndef voxPreprocessCase_h
#define voxPreprocessCase_h

#include "voxCaseFile.h"
#include "voxDatasetFolder.h"
#include "voxPreprocess.h"

#include <filesystem>
#include <string>
#include <vector>

namespace vox
{

/** Label values whose voxels locations are drawn of together, a list for each. */
using LocationSets = std::vector<std::vector<std::int64_t>>;

/** In nnU-Net's order: each structure of the foreground and then, under an ignore label, all that is annotated, which
 * includes what lies outside the non-zero mask. */
[[nodiscard]] LocationSets LocationSetsOf(const DatasetDescription & description);

/** Reads and preprocesses one case. `previousStage` is the label map of the stage before, on the grid of the image, or
 * null. Throws Error(BadInput) that names the file for what ReadLabelledCase and Preprocess refuse, and for a label map
 * on another grid or with labels that are not declared. */
[[nodiscard]] TrainingCase MakeTrainingCase(const CaseFiles & files, const DatasetDescription & description,
                                            const PreprocessOptions & options, const LocationSets & sets,
                                            const std::filesystem::path * previousStage, const RunContext & context);

/** Logs a warning if the case has no foreground, or nothing annotated. */
void WarnOfEmptyCase(const TrainingCase & trainingCase, const std::string & labelFile, const RunContext & context);

} // namespace vox

#endif
