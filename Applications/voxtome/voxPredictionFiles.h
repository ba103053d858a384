// SPDX-License-Identifier: Apache-2.0
#ifndef voxPredictionFiles_h
#define voxPredictionFiles_h

#include "voxDicomSource.h"
#include "voxPredictor.h"
#include "voxSegmentation.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace vox
{

/** Writes the label map with the meaning of its values in the format of the ending (WriteLabels), and probabilities
 * where the prediction holds them: NAME with the ending of their format in a folder `probabilities` beside the file
 * NAME.*, made where it is missing. Returns notes on what was written. */
std::vector<std::string> WritePrediction(const std::filesystem::path & file, const Prediction & prediction,
                                         const DatasetDescription & description,
                                         const std::optional<DicomSource> & source,
                                         const std::string & probabilitiesFormat = ".nii.gz");

} // namespace vox

#endif
