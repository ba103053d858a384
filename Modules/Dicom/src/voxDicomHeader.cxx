// SPDX-License-Identifier: Apache-2.0
#include "voxDicomHeader.h"

#include "voxDicomElements.h"
#include "voxDicomKind.h"
#include "voxError.h"

#include <algorithm>

namespace vox
{
namespace
{

struct MarkTag
{
  SeriesMark mark;
  std::string_view name;
  DcmTagKey tag;
};

const std::array<MarkTag, kSeriesMarks> &
MarkTags()
{
  static const std::array<MarkTag, kSeriesMarks> tags{{
      {SeriesMark::TemporalPosition, "temporal position", DCM_TemporalPositionIdentifier},
      {SeriesMark::Acquisition, "acquisition", DCM_AcquisitionNumber},
      {SeriesMark::DiffusionWeighting, "b", DCM_DiffusionBValue},
      {SeriesMark::GradientDirection, "gradient", DCM_DiffusionGradientOrientation},
      {SeriesMark::ImageType, "type", DCM_ImageType},
      {SeriesMark::InversionTime, "inversion time", DCM_InversionTime},
      {SeriesMark::Kernel, "kernel", DCM_ConvolutionKernel},
      {SeriesMark::TubeVoltage, "kV", DCM_KVP},
      {SeriesMark::TriggerTime, "trigger time", DCM_TriggerTime},
      {SeriesMark::FrameReferenceTime, "frame time", DCM_FrameReferenceTime},
      {SeriesMark::AcquisitionTime, "acquired", DCM_AcquisitionTime},
      {SeriesMark::ContentTime, "time", DCM_ContentTime},
  }};
  return tags;
}

// Nothing of an image's place or kind stands behind group 0054; functional groups (5200) may be many megabytes.
const DcmTagKey kBehindImages(0x0055, 0x0000);
const DcmTagKey kBehindReferences(0x3006, 0x0020);
const DcmTagKey kBehindSharedGroups(0x5200, 0x9230);
const DcmTagKey kBehindGroups(0x5200, 0xffff);

/** Longer values stay in the file until they are asked for. */
constexpr Uint32 kBytesRead = 256;

void
Load(DcmFileFormat & file, const std::filesystem::path & path, const DcmTagKey & end)
{
  const OFCondition status =
      file.loadFileUntilTag(path.c_str(), EXS_Unknown, EGL_noChange, kBytesRead, ERM_autoDetect, end);
  if (status.bad())
  {
    Fail(ErrorKind::BadInput, "cut off or damaged ({})", status.text());
  }
  DcmDataset & dataset = *file.getDataset();
  const DcmEVR first = dataset.card() > 0 ? dataset.getElement(0)->getVR() : EVR_AE;
  if (DcmXfer(dataset.getOriginalXfer()).isExplicitVR() && (first == EVR_UNKNOWN || first == EVR_UNKNOWN2B))
  {
    Fail(ErrorKind::BadInput, "its elements are not written in the transfer syntax that it names ({})",
         DcmXfer(dataset.getOriginalXfer()).getXferName());
  }
}

std::string
EchoOf(DcmItem & item)
{
  const std::string time = Text(item, DCM_EchoTime);
  const std::string number = Text(item, DCM_EchoNumbers);
  std::string echo = number.empty() ? std::string() : "echo " + number;
  if (!time.empty())
  {
    echo += (echo.empty() ? "echo time " : " time ") + time;
  }
  return echo;
}

/** Vendors wrote the b-value into elements of their own before there was one for all. */
std::string
DiffusionWeighting(DcmItem & item)
{
  const std::array<std::pair<DcmTagKey, DcmTagKey>, 2> vendors{{
      {DcmTagKey(0x0019, 0x0010), DcmTagKey(0x0019, 0x100c)}, // SIEMENS MR HEADER
      {DcmTagKey(0x0043, 0x0010), DcmTagKey(0x0043, 0x1039)}, // GEMS_PARM_01
  }};
  std::string value = Text(item, DCM_DiffusionBValue);
  for (const auto & [creator, tag] : vendors)
  {
    const std::string name = Text(item, creator);
    if (value.empty() && (name.starts_with("SIEMENS MR") || name.starts_with("GEMS_PARM")))
    {
      value = Text(item, tag);
      value = value.substr(0, value.find('\\'));
    }
  }
  return value;
}

void
ReadPlace(DcmItem & item, DicomHeader & header)
{
  header.orientationPatient = Numbers(item, DCM_ImageOrientationPatient, 6);
  header.pixelSpacingMm = Numbers(item, DCM_PixelSpacing, 2);
  if (const auto position = Numbers(item, DCM_ImagePositionPatient, 3); !position.empty())
  {
    header.instance.positionLps = {position[0], position[1], position[2]};
  }
}

/** Orientation and spacing that all frames share; where frames have their own they stay empty. */
void
ReadSharedGroups(DcmItem & dataset, DicomHeader & header)
{
  DcmItem * shared = FirstItem(dataset, DCM_SharedFunctionalGroupsSequence);
  if (shared == nullptr)
  {
    return;
  }
  if (DcmItem * plane = FirstItem(*shared, DCM_PlaneOrientationSequence))
  {
    header.orientationPatient = Numbers(*plane, DCM_ImageOrientationPatient, 6);
  }
  if (DcmItem * measures = FirstItem(*shared, DCM_PixelMeasuresSequence))
  {
    header.pixelSpacingMm = Numbers(*measures, DCM_PixelSpacing, 2);
  }
}

std::string
ReferencedSeries(const std::filesystem::path & path, DcmItem & dataset)
{
  if (DcmItem * series = FirstItem(dataset, DCM_ReferencedSeriesSequence))
  {
    return Text(*series, DCM_SeriesInstanceUID);
  }
  DcmFileFormat file;
  Load(file, path, kBehindReferences);
  DcmItem * found = file.getDataset();
  for (const DcmTagKey & sequence :
       {DCM_ReferencedFrameOfReferenceSequence, DCM_RTReferencedStudySequence, DCM_RTReferencedSeriesSequence})
  {
    found = found == nullptr ? nullptr : FirstItem(*found, sequence);
  }
  return found == nullptr ? std::string() : Text(*found, DCM_SeriesInstanceUID);
}

void
ReadInstance(DcmFileFormat & file, DicomInstance & instance)
{
  DcmDataset & dataset = *file.getDataset();
  instance.sopClassUid = Text(dataset, DCM_SOPClassUID);
  if (instance.sopClassUid.empty())
  {
    instance.sopClassUid = Text(*file.getMetaInfo(), DCM_MediaStorageSOPClassUID);
  }
  instance.sopInstanceUid = Text(dataset, DCM_SOPInstanceUID);
  instance.transferSyntaxUid = DcmXfer(dataset.getOriginalXfer()).getXferID();
  instance.frames = std::max(1, Integer(dataset, DCM_NumberOfFrames, 1));
  instance.instanceNumber = Integer(dataset, DCM_InstanceNumber, 0);
}

void
ReadMarks(DcmItem & dataset, DicomHeader & header)
{
  for (const MarkTag & mark : MarkTags())
  {
    header.marks[static_cast<std::size_t>(mark.mark)] = RawText(dataset, mark.tag);
  }
  header.imageType = header.marks[static_cast<std::size_t>(SeriesMark::ImageType)];
  std::ranges::replace(header.imageType, '\\', '/');
  header.marks[static_cast<std::size_t>(SeriesMark::ImageType)] = header.imageType;
  header.marks[static_cast<std::size_t>(SeriesMark::DiffusionWeighting)] = DiffusionWeighting(dataset);
}

void
ReadEnhanced(const std::filesystem::path & path, DicomHeader & header)
{
  const bool known = IsEnhancedClass(header.instance.sopClassUid);
  if (!known && header.instance.frames < 2)
  {
    return;
  }
  DcmFileFormat file;
  Load(file, path, known ? kBehindSharedGroups : kBehindGroups);
  DcmDataset & dataset = *file.getDataset();
  header.enhanced = known || dataset.tagExists(DCM_PerFrameFunctionalGroupsSequence);
  if (header.enhanced)
  {
    ReadSharedGroups(dataset, header);
  }
}

} // namespace

std::string_view
NameOf(SeriesMark mark)
{
  return MarkTags()[static_cast<std::size_t>(mark)].name;
}

DicomHeader
ReadDicomHeader(const std::filesystem::path & path)
{
  std::error_code ignored;
  DicomHeader header;
  header.bytes = std::filesystem::file_size(path, ignored);
  if (header.bytes == 0)
  {
    Fail(ErrorKind::BadInput, "empty file");
  }
  if (!IsDicomFile(path))
  {
    Fail(ErrorKind::BadInput, "not DICOM");
  }
  PrepareDcmtk();
  DcmFileFormat file;
  Load(file, path, kBehindImages);
  DcmDataset & dataset = *file.getDataset();
  header.instance.file = path;
  ReadInstance(file, header.instance);
  header.patient = RawText(dataset, DCM_PatientID) + "\n" + RawText(dataset, DCM_IssuerOfPatientID);
  if (header.patient.size() == 1)
  {
    header.patient = RawText(dataset, DCM_PatientName) + "\n" + RawText(dataset, DCM_PatientBirthDate);
  }
  header.studyUid = Text(dataset, DCM_StudyInstanceUID);
  header.seriesUid = Text(dataset, DCM_SeriesInstanceUID);
  header.frameOfReferenceUid = Text(dataset, DCM_FrameOfReferenceUID);
  header.modality = Text(dataset, DCM_Modality);
  header.description = Text(dataset, DCM_SeriesDescription);
  header.rows = Integer(dataset, DCM_Rows, 0);
  header.columns = Integer(dataset, DCM_Columns, 0);
  header.echo = EchoOf(dataset);
  header.concatenationUid = Text(dataset, DCM_ConcatenationUID);
  if (Float64 tilt = 0.0; dataset.findAndGetFloat64(DCM_GantryDetectorTilt, tilt).good())
  {
    header.gantryTiltDegrees = tilt;
  }
  ReadPlace(dataset, header);
  ReadMarks(dataset, header);
  header.mosaic = HasImageType(header, "MOSAIC");
  if (IsAnnotation(header.instance.sopClassUid))
  {
    header.referencedSeriesUid = ReferencedSeries(path, dataset);
  }
  else
  {
    ReadEnhanced(path, header);
  }
  return header;
}

} // namespace vox
