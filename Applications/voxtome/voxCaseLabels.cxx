// SPDX-License-Identifier: Apache-2.0
#include "voxCaseLabels.h"

#include "voxDicomFolder.h"
#include "voxDicomSegmentation.h"
#include "voxError.h"
#include "voxLabelTable.h"
#include "voxReadVolume.h"
#include "voxRtStructure.h"
#include "voxSegmentationFile.h"

#include <fmt/ranges.h>

namespace vox
{
namespace
{

/** The segments of a DICOM file on the grid of the image. */
Segmentation
ReadDicomLabels(const std::filesystem::path & file, const CaseImage & image, const RunContext & context)
{
  const DicomFolder folder = ScanDicom(file);
  if (folder.annotations.size() != 1)
  {
    Fail(ErrorKind::BadInput, "{}: found {} segmentations and structure sets, expected one", file.string(),
         folder.annotations.size());
  }
  const DicomAnnotation & labels = folder.annotations.front();
  if (labels.modality != "RTSTRUCT")
  {
    return image.source ? ReadDicomSegmentation(labels.file, image.image.geometry, *image.source)
                        : OnGrid(ReadDicomSegmentation(labels.file), image.image.geometry);
  }
  if (!image.source)
  {
    Fail(ErrorKind::BadInput, "{}: a structure set is filled on its DICOM series, found an image of another format",
         file.string());
  }
  RtStructure read = ReadRtStructure(labels.file, image.image.geometry, *image.source);
  for (const std::string & note : read.notes)
  {
    context.Log(LogLevel::Warning, fmt::format("{}: {}", file.string(), note));
  }
  return std::move(read.segmentation);
}

Volume
WithValuesOf(const DatasetDescription & description, const Segmentation & segmentation, const std::string & file)
{
  std::vector<std::string> unknown;
  Segmentation mapped = MappedByName(segmentation, SegmentsOf(description), unknown);
  if (!unknown.empty())
  {
    Fail(ErrorKind::BadInput, "{}: found the segments {}, which labels of dataset.json do not name; add or remove them",
         file, fmt::join(unknown, ", "));
  }
  if (mapped.layers.size() > 1)
  {
    Fail(ErrorKind::BadInput,
         "{}: found segments that overlap, expected one label a voxel; decide by `voxtome convert`", file);
  }
  return std::move(mapped.layers.front());
}

} // namespace

Segmentation
ReadNamedLabels(const std::filesystem::path & file, const CaseImage & image, const RunContext & context)
{
  return !HasImageEnding(file) && HoldsDicom(file) ? ReadDicomLabels(file, image, context) : ReadSegmentation(file);
}

Volume
ReadCaseLabels(const std::filesystem::path & file, const CaseImage & image, const DatasetDescription & description,
               const RunContext & context)
{
  if (!HasImageEnding(file) && HoldsDicom(file))
  {
    return WithValuesOf(description, ReadDicomLabels(file, image, context), file.string());
  }
  if (file.string().ends_with(".seg.nrrd"))
  {
    return WithValuesOf(description, ReadSegmentation(file), file.string());
  }
  return ReadLabelMap(file);
}

} // namespace vox
