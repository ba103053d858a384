// SPDX-License-Identifier: Apache-2.0
#ifndef voxComponentRules_h
#define voxComponentRules_h

#include "voxJson.h"
#include "voxVolume.h"

#include <cstdint>
#include <string>
#include <vector>

namespace vox
{

/** What nnU-Net calls the postprocessing of a model: structures of which only the largest component is kept, one after
 * the other. Each structure is the union of some label values. */
struct ComponentRules
{
  std::vector<std::vector<std::int64_t>> structures;

  friend bool operator==(const ComponentRules &, const ComponentRules &) = default;
};

/** KeepLargestComponent for each structure in order, each on the result of the one before. Without rules the labels
 * themselves. */
[[nodiscard]] Volume ApplyRules(const Volume & labels, const ComponentRules & rules);

/** The keys `postprocessing_fns` and `postprocessing_kwargs` of nnU-Net 2.8.1's postprocessing.json. A structure of one
 * value is written as that value, as nnU-Net does for labels. */
[[nodiscard]] Json ToJson(const ComponentRules & rules);

/** Reads those keys; others are left alone. A list of regions is the union of all their values. Throws Error(BadInput)
 * that begins with `where`: a missing key, lists of different length, a function other than nnU-Net's
 * remove_all_but_largest_component_from_segmentation, values that are not whole numbers above 0. */
[[nodiscard]] ComponentRules ComponentRulesFromJson(const Json & json, const std::string & where);

} // namespace vox

#endif
