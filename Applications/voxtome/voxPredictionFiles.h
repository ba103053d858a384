// SPDX-License-Identifier: Apache-2.0
#ifndef voxPredictionFiles_h
#define voxPredictionFiles_h

#include "voxPredictor.h"

#include <filesystem>

namespace vox
{

/** Writes the label map with the names of the description, and probabilities where the prediction holds them:
 * NAME.nii.gz in a folder `probabilities` beside the file NAME.*, made where it is missing. */
void WritePrediction(const std::filesystem::path & file, const Prediction & prediction,
                     const DatasetDescription & description);

} // namespace vox

#endif
