// SPDX-License-Identifier: Apache-2.0
#ifndef voxSplits_h
#define voxSplits_h

#include "voxJson.h"

#include <span>
#include <string>
#include <vector>

namespace vox
{

/** The cases of one fold, each list in sorted order. */
struct Split
{
  std::vector<std::string> training;
  std::vector<std::string> validation;
};

/** nnU-Net's five folds: KFold(5, shuffle, seed 12345) over the sorted names. Each case validates exactly one fold.
 * Throws Error(BadInput) for fewer than 5 cases. */
[[nodiscard]] std::vector<Split> MakeSplits(std::vector<std::string> caseNames);

/** splits_final.json: a list of {"train": [...], "val": [...]}. */
[[nodiscard]] Json ToJson(std::span<const Split> splits);
/** Any number of folds. Throws Error(BadInput) that begins with `where`. */
[[nodiscard]] std::vector<Split> SplitsFromJson(const Json & json, const std::string & where);

} // namespace vox

#endif
