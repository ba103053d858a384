// SPDX-License-Identifier: Apache-2.0
#include "voxLabelOutput.h"

#include "voxDicomSegmentation.h"
#include "voxError.h"
#include "voxPrintable.h"
#include "voxReadVolume.h"
#include "voxRtStructure.h"
#include "voxSegmentationFile.h"

#include <algorithm>

namespace vox
{
namespace
{

bool
IsStructureSet(const std::filesystem::path & path)
{
  return path.stem().extension() == ".rtstruct";
}

} // namespace

bool
HasDicomEnding(const std::filesystem::path & path)
{
  return path.extension() == ".dcm";
}

bool
HasLabelEnding(const std::filesystem::path & path)
{
  return HasDicomEnding(path) || HasImageEnding(path);
}

std::string
LabelStem(const std::filesystem::path & path)
{
  if (!HasDicomEnding(path))
  {
    return ImageStem(path);
  }
  const std::filesystem::path stem = path.stem();
  return (IsStructureSet(path) ? stem.stem() : stem).string();
}

std::vector<std::string>
WriteLabels(const std::filesystem::path & path, const Segmentation & segmentation,
            const std::optional<DicomSource> & source, const LabelMaker & maker)
{
  if (!HasDicomEnding(path))
  {
    WriteSegmentation(path, segmentation);
    return {};
  }
  if (!source)
  {
    Fail(ErrorKind::BadInput,
         "{}: DICOM labels refer to the series they were made from, and the input is no DICOM; write .seg.nrrd or "
         ".nii.gz, or give the DICOM series",
         path.string());
  }
  DicomSegmentationOptions options;
  options.origin = maker.origin;
  std::string model = Printable(maker.model);
  std::ranges::replace(model, '\\', '_'); // would begin another value
  options.algorithmName += model.empty() ? "" : " " + model;
  options.algorithmVersion = VOX_VERSION;
  std::vector<std::string> notes = IsStructureSet(path)
                                       ? WriteRtStructure(path, segmentation, *source, "Voxtome", maker.origin)
                                       : WriteDicomSegmentation(path, segmentation, *source, options);
  for (std::string & note : notes)
  {
    note.insert(0, path.string() + ": ");
  }
  return notes;
}

} // namespace vox
