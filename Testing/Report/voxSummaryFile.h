// SPDX-License-Identifier: Apache-2.0
#ifndef voxSummaryFile_h
#define voxSummaryFile_h

#include "voxJson.h"

#include <string>
#include <vector>

namespace vox::testing
{

/** A case of a summary with one structure, named Anterior. */
struct SummaryCase
{
  std::string name;
  Json dice;
  Json hd95;
  double referenceMl = 0.0;
  double predictionMl = 0.0;
};

/** What evaluate writes, as far as a report reads it; a voxel is a microliter. */
inline Json
SummaryOf(const std::vector<SummaryCase> & cases)
{
  Json list = Json::array();
  for (const SummaryCase & ofCase : cases)
  {
    list.push_back({{"metrics",
                     {{"1",
                       {{"Dice", ofCase.dice},
                        {"HD95", ofCase.hd95},
                        {"n_ref", 1000.0 * ofCase.referenceMl},
                        {"n_pred", 1000.0 * ofCase.predictionMl},
                        {"volume_ref_ml", ofCase.referenceMl},
                        {"volume_pred_ml", ofCase.predictionMl},
                        {"volume_difference_ml", ofCase.predictionMl - ofCase.referenceMl}}}}},
                    {"prediction_file", "pred/" + ofCase.name + ".nii.gz"},
                    {"reference_file", "ref/" + ofCase.name + ".nii.gz"}});
  }
  return {{"metric_per_case", list}, {"names", {{"1", "Anterior"}}}, {"definitions", {{"surface", "voxels"}}}};
}

} // namespace vox::testing

#endif
