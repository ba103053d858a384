// SPDX-License-Identifier: Apache-2.0
#ifndef voxTrainFold_h
#define voxTrainFold_h

#include "voxDatasetFolder.h"
#include "voxSplits.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace vox
{

/** The cases of a fold, and all folds as splits_final.json lists them; none for `all`. */
struct TrainFold
{
  std::vector<Split> splits;
  std::vector<CaseFiles> training;
  std::vector<CaseFiles> validation;
};

/** The fold of this name, a number or `all`, from a splits_final.json, or without one from five new folds. Throws
 * Error(Usage) for another name, Error(BadInput) for cases that the data set does not have. */
[[nodiscard]] TrainFold FindFold(const DatasetFolder & dataset, const std::string & name,
                                 const std::optional<std::filesystem::path> & splits);

} // namespace vox

#endif
