// SPDX-License-Identifier: Apache-2.0
#include "voxDicomOrigin.h"

#include "voxAtomicFile.h"
#include "voxDcmtk.h"
#include "voxDicomItem.h"
#include "voxDicomRepair.h"
#include "voxError.h"

#include <array>
#include <set>

namespace vox
{
namespace
{

using namespace dcm;

/** Attributes that must be there, if only empty. */
const std::array kAsked{
    DCM_PatientName, DCM_PatientID,       DCM_PatientBirthDate,       DCM_PatientSex, DCM_StudyDate,
    DCM_StudyTime,   DCM_AccessionNumber, DCM_ReferringPhysicianName, DCM_StudyID,    DCM_PositionReferenceIndicator};
const std::array kTaken{
    DCM_StudyInstanceUID,      DCM_StudyDescription, DCM_IssuerOfPatientID,   DCM_PatientAge,
    DCM_PatientSize,           DCM_PatientWeight,    DCM_FrameOfReferenceUID, DCM_PatientIdentityRemoved,
    DCM_DeidentificationMethod};

void
RequireFiles(const DicomSource & source)
{
  if (source.frames.empty())
  {
    Fail(ErrorKind::BadInput, "series {}: found no frames, expected the images that the labels belong to",
         source.seriesUid);
  }
  for (const DicomSourceFrame & frame : source.frames)
  {
    std::error_code error;
    if (!std::filesystem::is_regular_file(frame.file, error))
    {
      Fail(ErrorKind::BadInput, "{}: the source image is gone; bring it back to its place", frame.file.string());
    }
  }
}

void
TakeOver(DcmItem & from, DcmItem & to, const DcmTagKey & tag, std::vector<std::string> & notes)
{
  DcmElement * element = nullptr;
  if (from.findAndGetElement(tag, element).good() && element != nullptr && !element->isEmpty())
  {
    PutRepaired(to, tag, TextOf(from, tag), notes);
  }
}

} // namespace

bool
PutOrigin(DcmDataset & object, const DicomSource & source, std::vector<std::string> & notes)
{
  PrepareDcmtk();
  RequireFiles(source);
  const std::filesystem::path & path = source.frames.front().file;
  DcmFileFormat file;
  const OFCondition status =
      file.loadFileUntilTag(path.c_str(), EXS_Unknown, EGL_noChange, DCM_MaxReadLength, ERM_autoDetect, DCM_PixelData);
  if (status.bad())
  {
    Fail(ErrorKind::BadInput, "{}: cannot be read as DICOM ({})", path.string(), status.text());
  }
  DcmDataset & header = *file.getDataset();
  (void)header.convertToUTF8(); // what cannot be converted is seen, and told, value by value
  Put(object, DCM_SpecificCharacterSet, "ISO_IR 192");
  for (const DcmTagKey & tag : kAsked)
  {
    Put(object, tag, "");
    TakeOver(header, object, tag, notes);
  }
  for (const DcmTagKey & tag : kTaken)
  {
    TakeOver(header, object, tag, notes);
  }
  DcmSequenceOfItems * methods = nullptr;
  if (header.findAndGetSequence(DCM_DeidentificationMethodCodeSequence, methods).good() && methods != nullptr)
  {
    object.insert(static_cast<DcmElement *>(methods->clone()), OFTrue);
  }
  else if (TextOf(object, DCM_PatientIdentityRemoved) == "YES" && TextOf(object, DCM_DeidentificationMethod).empty())
  {
    Put(object, DCM_DeidentificationMethod, "Not stated by the source images");
    notes.push_back(fmt::format("{} is missing in the source, though its patient was made anonymous: so stated",
                                NameOf(DCM_DeidentificationMethod)));
  }
  if (TextOf(object, DCM_StudyInstanceUID).empty())
  {
    Fail(ErrorKind::BadInput, "{}: {} is missing, expected the study that the result belongs to", path.string(),
         NameOf(DCM_StudyInstanceUID));
  }
  if (TextOf(object, DCM_FrameOfReferenceUID).empty())
  {
    Put(object, DCM_FrameOfReferenceUID, NewUid());
    notes.push_back(fmt::format("{} is missing in the source: a new one was made", NameOf(DCM_FrameOfReferenceUID)));
  }
  return TextOf(header, DCM_LossyImageCompression) == "01";
}

void
PutObject(DcmDataset & object, const DicomObjectKind & kind)
{
  OFString date;
  OFString time;
  DcmDate::getCurrentDate(date);
  DcmTime::getCurrentTime(time);
  Put(object, DCM_SOPClassUID, kind.sopClassUid);
  Put(object, DCM_SOPInstanceUID, NewUid());
  Put(object, DCM_InstanceCreationDate, date.c_str());
  Put(object, DCM_InstanceCreationTime, time.c_str());
  Put(object, DCM_InstanceNumber, "1");
  Put(object, DCM_Modality, kind.modality);
  Put(object, DCM_SeriesInstanceUID, NewUid());
  Put(object, DCM_SeriesNumber, std::to_string(kind.seriesNumber));
  Put(object, DCM_SeriesDescription, FirstCharacters(kind.seriesDescription, 64));
  Put(object, DCM_SeriesDate, date.c_str());
  Put(object, DCM_SeriesTime, time.c_str());
  Put(object, DCM_Manufacturer, "Voxtome");
  Put(object, DCM_ManufacturerModelName, "Voxtome");
  Put(object, DCM_DeviceSerialNumber, "0"); // a program has none, but a value is asked for
  Put(object, DCM_SoftwareVersions, VOX_VERSION);
}

void
PutInstanceReference(DcmItem & item, const DicomSourceFrame & frame)
{
  Put(item, DCM_ReferencedSOPClassUID, frame.sopClassUid);
  Put(item, DCM_ReferencedSOPInstanceUID, frame.sopInstanceUid);
}

std::vector<const DicomSourceFrame *>
Images(const DicomSource & source)
{
  std::vector<const DicomSourceFrame *> images;
  std::set<std::string_view> seen;
  for (const DicomSourceFrame & frame : source.frames)
  {
    if (seen.insert(frame.sopInstanceUid).second)
    {
      images.push_back(&frame);
    }
  }
  return images;
}

void
SaveObject(DcmFileFormat & object, const std::filesystem::path & path, bool implicit)
{
  AtomicFile output(path);
  const OFCondition status =
      object.saveFile(output.TemporaryPath().c_str(), implicit ? EXS_LittleEndianImplicit : EXS_LittleEndianExplicit);
  if (status.bad())
  {
    Fail(ErrorKind::Resource, "{}: cannot be written ({})", path.string(), status.text());
  }
  output.Commit();
}

} // namespace vox
