// SPDX-License-Identifier: Apache-2.0
#include "voxPredictionFiles.h"

#include "voxOutputPath.h"
#include "voxReadVolume.h"
#include "voxWriteVolume.h"

namespace vox
{

void
WritePrediction(const std::filesystem::path & file, const Prediction & prediction)
{
  if (prediction.probabilities)
  {
    const std::filesystem::path folder = file.parent_path() / "probabilities";
    PrepareFolder(folder);
    WriteImage(folder / (ImageStem(file) + ".nii.gz"), *prediction.probabilities);
  }
  WriteLabelMap(file, prediction.labels);
}

} // namespace vox
