// SPDX-License-Identifier: Apache-2.0
#ifndef voxPlanStep_h
#define voxPlanStep_h

#include "voxDatasetFolder.h"
#include "voxPlanner.h"
#include "voxRunContext.h"

#include <filesystem>
#include <string>
#include <vector>

namespace vox
{

/** OpenDataset; a data set whose description has no name takes that of its folder, as in nnU-Net. */
[[nodiscard]] DatasetFolder OpenNamedDataset(const std::filesystem::path & path);

/** The same from ListDataset, for PlanDataset: what is wrong with files is told together with all other problems. */
[[nodiscard]] DatasetFolder ListNamedDataset(const std::filesystem::path & path);

/** Names of the training cases of a data set. */
[[nodiscard]] std::vector<std::string> CaseNames(const DatasetFolder & dataset);

/** Reads all training cases, two at a time, and writes dataset_fingerprint.json, plans.json, dataset.json and, where
 * there are the five cases that five folds need, splits_final.json into the folder. A label that occurs in no case is a
 * warning. Throws Error(BadInput) with all problems of the data set, one a line (ProblemReport), before anything is
 * written: what ReadLabelledCase refuses, and another number of cases than `numTraining` of dataset.json. */
Plan PlanDataset(const DatasetFolder & dataset, const PlannerOptions & options, const std::filesystem::path & folder,
                 const RunContext & context);

/** The part after the fingerprint: writes plans.json and dataset.json. */
Plan PlanFingerprint(const Fingerprint & fingerprint, const DatasetDescription & description,
                     const PlannerOptions & options, const std::filesystem::path & folder);

} // namespace vox

#endif
