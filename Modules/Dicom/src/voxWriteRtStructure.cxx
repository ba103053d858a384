// SPDX-License-Identifier: Apache-2.0
#include "voxRtStructure.h"

#include "voxDcmtk.h"
#include "voxDicomItem.h"
#include "voxDicomOrigin.h"
#include "voxDicomRepair.h"
#include "voxError.h"
#include "voxPlanarShape.h"
#include "voxPrintable.h"
#include "voxSegmentFrames.h"

#include <map>

namespace vox
{
namespace
{

using namespace dcm;

/** The images that contours may refer to. */
void
PutReferences(DcmItem & object, const DicomSource & source)
{
  DcmItem & frame = AddItem(object, DCM_ReferencedFrameOfReferenceSequence);
  Put(frame, DCM_FrameOfReferenceUID, TextOf(object, DCM_FrameOfReferenceUID));
  DcmItem & study = AddItem(frame, DCM_RTReferencedStudySequence);
  Put(study, DCM_ReferencedSOPClassUID, UID_RETIRED_DetachedStudyManagementSOPClass);
  Put(study, DCM_ReferencedSOPInstanceUID, TextOf(object, DCM_StudyInstanceUID));
  DcmItem & series = AddItem(study, DCM_RTReferencedSeriesSequence);
  Put(series, DCM_SeriesInstanceUID, source.seriesUid);
  for (const DicomSourceFrame * image : Images(source))
  {
    PutInstanceReference(AddItem(series, DCM_ContourImageSequence), *image);
  }
}

void
PutContour(DcmItem & item, const PlaneContour & contour, const DicomSourceFrame & frame, bool ofSeveral)
{
  DcmItem & made = AddItem(item, DCM_ContourSequence);
  DcmItem & image = AddItem(made, DCM_ContourImageSequence);
  PutInstanceReference(image, frame);
  if (ofSeveral)
  {
    Put(image, DCM_ReferencedFrameNumber, std::to_string(frame.frameNumber));
  }
  std::vector<double> numbers;
  numbers.reserve(3 * contour.size());
  for (const PlanePoint & point : contour)
  {
    const Vector3 world = WorldFromVoxel(frame.geometry, {0.0, point.row, point.column});
    numbers.insert(numbers.end(), world.begin(), world.end());
  }
  Put(made, DCM_ContourGeometricType, "CLOSED_PLANAR");
  Put(made, DCM_NumberOfContourPoints, std::to_string(contour.size()));
  PutDecimals(made, DCM_ContourData, numbers);
}

/** Name and number of the structure in the three lists that describe it; the item that takes its contours. */
DcmItem &
PutStructure(DcmItem & object, const Segment & segment, std::size_t position, LabelOrigin origin,
             std::vector<std::string> & notes)
{
  const std::string number = std::to_string(position + 1);
  DcmItem & structure = AddItem(object, DCM_StructureSetROISequence);
  Put(structure, DCM_ROINumber, number);
  Put(structure, DCM_ReferencedFrameOfReferenceUID, TextOf(object, DCM_FrameOfReferenceUID));
  std::vector<std::string> repairs;
  PutRepaired(structure, DCM_ROIName, segment.name, repairs);
  if (!repairs.empty())
  {
    notes.push_back(fmt::format("the name '{}' does not fit into {}: cut to 64 characters of one line",
                                Printable(segment.name), NameOf(DCM_ROIName)));
  }
  Put(structure, DCM_ROIGenerationAlgorithm, std::string(DicomWord(origin)));
  DcmItem & observation = AddItem(object, DCM_RTROIObservationsSequence);
  Put(observation, DCM_ObservationNumber, number);
  Put(observation, DCM_ReferencedROINumber, number);
  Put(observation, DCM_RTROIInterpretedType, "");
  Put(observation, DCM_ROIInterpreter, "");
  DcmItem & contours = AddItem(object, DCM_ROIContourSequence);
  const Rgb color = segment.color.value_or(LabelColor(position));
  Put(contours, DCM_ROIDisplayColor, fmt::format("{}\\{}\\{}", color[0], color[1], color[2]));
  Put(contours, DCM_ReferencedROINumber, number);
  return contours;
}

} // namespace

std::vector<std::string>
WriteRtStructure(const std::filesystem::path & path, const Segmentation & segmentation, const DicomSource & source,
                 const std::string & label, LabelOrigin origin)
{
  RequireConsistent(segmentation, path.string());
  const LabeledFrames labels(segmentation, source);
  const std::vector<SegmentFrame> stored = labels.Stored();
  std::vector<std::string> notes;
  if (stored.empty())
  {
    notes.push_back("no voxel belongs to any segment: the structures have no contours");
  }
  DcmFileFormat file;
  DcmDataset & object = *file.getDataset();
  (void)PutOrigin(object, source, notes);
  PutObject(object, {UID_RTStructureSetStorage, "RTSTRUCT", label, 301});
  Put(object, DCM_OperatorsName, "");
  Put(object, DCM_StructureSetLabel, FirstCharacters(label, 16));
  Put(object, DCM_StructureSetDate, TextOf(object, DCM_InstanceCreationDate));
  Put(object, DCM_StructureSetTime, TextOf(object, DCM_InstanceCreationTime));
  Put(object, DCM_ApprovalStatus, "UNAPPROVED");
  PutReferences(object, source);
  std::vector<DcmItem *> structures;
  for (std::size_t i = 0; i < segmentation.segments.size(); ++i)
  {
    structures.push_back(&PutStructure(object, segmentation.segments[i], i, origin, notes));
  }
  const bool ofSeveral = Images(source).size() < source.frames.size();
  for (const SegmentFrame & place : stored)
  {
    const DicomSourceFrame & frame = source.frames[place.source];
    const std::vector<std::uint8_t> mask = labels.Mask(place);
    for (const PlaneContour & contour : TraceContours(mask, frame.geometry.size.y, frame.geometry.size.x))
    {
      PutContour(*structures[place.segment], contour, frame, ofSeveral);
    }
  }
  SaveObject(file, path, true); // a contour of many points is longer than explicit representations can say
  return notes;
}

} // namespace vox
