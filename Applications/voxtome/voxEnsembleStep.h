// SPDX-License-Identifier: Apache-2.0
#ifndef voxEnsembleStep_h
#define voxEnsembleStep_h

#include "voxDatasetDescription.h"
#include "voxLabelFiles.h"
#include "voxRunContext.h"

#include <filesystem>
#include <span>

namespace vox
{

/** Averages the probabilities of the members case by case (MeanProbabilities) and writes label maps `<case>.nii.gz` to
 * the folder, and the averages to its folder `probabilities` where asked for. `members` are files of probabilities by
 * case; all hold the cases of the first. One case is in memory at a time. Gives the label maps. Throws Error(BadInput)
 * that begins with the case for probabilities that do not fit together or do not fit the description. */
LabelFiles EnsembleCases(std::span<const LabelFiles> members, const DatasetDescription & description,
                         const std::filesystem::path & folder, bool saveProbabilities, const RunContext & context);

} // namespace vox

#endif
