// SPDX-License-Identifier: Apache-2.0
#include "voxPredictionFiles.h"

#include "voxLabelNames.h"
#include "voxOutputPath.h"
#include "voxReadVolume.h"
#include "voxSegmentationFile.h"
#include "voxWriteVolume.h"

namespace vox
{

void
WritePrediction(const std::filesystem::path & file, const Prediction & prediction,
                const DatasetDescription & description)
{
  if (prediction.probabilities)
  {
    const std::filesystem::path folder = file.parent_path() / "probabilities";
    const bool isNew = !std::filesystem::exists(folder);
    PrepareFolder(folder);
    try
    {
      WriteImage(folder / (ImageStem(file) + ".nii.gz"), *prediction.probabilities);
    }
    catch (...)
    {
      std::error_code stays;
      if (isNew)
      {
        std::filesystem::remove(folder, stays); // only if it is empty
      }
      throw;
    }
  }
  WriteSegmentation(file, WithNames(prediction.labels, description));
}

} // namespace vox
