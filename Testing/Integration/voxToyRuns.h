// SPDX-License-Identifier: Apache-2.0
#ifndef voxToyRuns_h
#define voxToyRuns_h

#include "voxJson.h"
#include "voxVolume.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace vox::testing
{

/** A label map of two blocks side by side, `front` (1) and `back` (2), of 27 voxels each. */
[[nodiscard]] Volume ToyLabels();

/** ToyLabels without some voxels of the front: `count` of its 27 from position `first` on. */
[[nodiscard]] Volume ToyLabelsMissing(std::int64_t count, std::int64_t first = 0);

/** ToyLabelsMissing with a voxel of the front far away from the blocks. */
[[nodiscard]] Volume ToyLabelsWithIsland(std::int64_t missing);

/** Probabilities [3, D, H, W] that give these labels: sure where they are those of ToyLabels, hardly elsewhere. */
[[nodiscard]] Volume ToyProbabilities(const Volume & labels);

/** dataset.json of background, front and back. */
[[nodiscard]] Json ToyDataset();

using ToyCases = std::map<std::string, Volume>;

/** Writes NAME.nii.gz for each case; the folder is made. */
void WriteLabelMaps(const std::filesystem::path & folder, const ToyCases & cases);

/** What a training left; the defaults are fold 0 of 3d_fullres. */
struct ToyRun
{
  ToyCases cases; ///< predictions of the validation cases
  std::string configuration = "3d_fullres";
  std::string fold = "0";
  bool probabilities = false; ///< also those of ToyProbabilities
  std::string dataset = "/no/such/dataset";
  std::string plans = "nnUNetPlans";
  std::vector<std::string> previousStage = {}; ///< folders that a second stage was trained after
  Json description = ToyDataset();
};

/** Writes a run folder as `voxtome train` leaves it: options.json, plans.json, dataset.json, a model with random
 * weights and validation/. */
void WriteRun(const std::filesystem::path & folder, const ToyRun & run);

} // namespace vox::testing

#endif
