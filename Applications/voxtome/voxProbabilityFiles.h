// SPDX-License-Identifier: Apache-2.0
#ifndef voxProbabilityFiles_h
#define voxProbabilityFiles_h

#include "voxEvaluateStep.h"
#include "voxLabelFiles.h"

#include <optional>
#include <span>
#include <string>

namespace vox
{

/** The probabilities that `voxtome predict --save-probabilities` wrote as images, or nnU-Net as `.npz` beside its label
 * maps: one file a case, a channel a class, or a region where the data set has those. Of a case that has both, the .npz
 * is taken. */
class ProbabilityFiles
{
public:
  /** A file for a single case, or a folder that holds one for each case that has a prediction; Error(BadInput) lists
   * those that are missing. `datasetJson` may be empty: then channels are the label values. */
  ProbabilityFiles(const std::filesystem::path & path, const std::string & datasetJson,
                   std::span<const LabelPair> pairs, const CalibrationOptions & options);

  /** Reads the case and adds its calibration to the measures. A case without prediction has none. Throws as
   * ReadImage, ReadNpzArray and MeasureCalibration do, the file first; Error(BadInput) for an .npz of another size than
   * the reference, or of another number of channels than the data set has. */
  void Measure(const LabelPair & pair, const Volume & reference, const Structures & structures,
               CaseMeasures & measures) const;

private:
  [[nodiscard]] Volume Read(const std::filesystem::path & file, const ImageGeometry & geometry) const;

  LabelFiles m_Files; ///< by case
  std::optional<DatasetDescription> m_Description;
  CalibrationOptions m_Options;
};

} // namespace vox

#endif
