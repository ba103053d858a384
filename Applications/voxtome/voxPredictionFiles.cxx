// SPDX-License-Identifier: Apache-2.0
#include "voxPredictionFiles.h"

#include "voxLabelNames.h"
#include "voxLabelOutput.h"
#include "voxOutputPath.h"
#include "voxReadVolume.h"
#include "voxSegmentationFile.h"
#include "voxWriteVolume.h"

namespace vox
{

std::vector<std::string>
WritePrediction(const std::filesystem::path & file, const Prediction & prediction,
                const DatasetDescription & description, const std::optional<DicomSource> & source,
                const std::string & probabilitiesFormat)
{
  if (prediction.probabilities)
  {
    const std::filesystem::path folder = file.parent_path() / "probabilities";
    const bool isNew = !std::filesystem::exists(folder);
    PrepareFolder(folder);
    try
    {
      WriteImage(folder / (LabelStem(file) + probabilitiesFormat), *prediction.probabilities);
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
  return WriteLabels(file, WithNames(prediction.labels, description), source,
                     {LabelOrigin::Automatic, description.name});
}

} // namespace vox
