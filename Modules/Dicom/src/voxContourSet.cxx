// SPDX-License-Identifier: Apache-2.0
#include "voxContourSet.h"

#include "voxDcmtk.h"
#include "voxDicomItem.h"
#include "voxError.h"
#include "voxPrintable.h"

#include <algorithm>
#include <cmath>

namespace vox
{
namespace
{

using namespace dcm;

std::int64_t
NumberIn(DcmItem & item, const DcmTagKey & tag, const std::string & where)
{
  const std::vector<double> values = NumbersOf(item, tag);
  if (values.size() != 1 || values.front() != std::floor(values.front()) || std::abs(values.front()) > 2147483647.0)
  {
    Fail(ErrorKind::BadInput, "{}: {} is '{}', expected a whole number", where, NameOf(tag),
         Printable(TextOf(item, tag)));
  }
  return static_cast<std::int64_t>(values.front());
}

std::vector<Vector3>
PointsOf(DcmItem & contour, const std::string & name, const std::string & where)
{
  const std::vector<double> numbers = NumbersOf(contour, DCM_ContourData);
  constexpr double farthest = 1e7; // mm; no scanner is 10 km away, and products of such numbers stay finite
  const bool near = std::ranges::all_of(numbers, [](double number) { return std::abs(number) <= farthest; });
  if (numbers.empty() || numbers.size() % 3 != 0 || !near)
  {
    Fail(ErrorKind::BadInput,
         "{}: {} of structure '{}' holds {} numbers, expected three for each point, up to {:.0e} mm", where,
         NameOf(DCM_ContourData), Printable(name), numbers.size(), farthest);
  }
  std::vector<Vector3> points;
  for (std::size_t i = 0; i < numbers.size(); i += 3)
  {
    points.push_back({numbers[i], numbers[i + 1], numbers[i + 2]});
  }
  return points;
}

void
ReadContours(DcmItem & item, ContourStructure & structure, const std::string & where)
{
  const std::vector<double> color = NumbersOf(item, DCM_ROIDisplayColor);
  if (color.size() == 3)
  {
    const auto part = [&](std::size_t i) { // 0 for what is no number
      return static_cast<std::uint8_t>(color[i] >= 0.0 ? std::min(color[i], 255.0) : 0.0);
    };
    structure.color = Rgb{part(0), part(1), part(2)};
  }
  for (DcmItem * contour : ItemsOf(item, DCM_ContourSequence))
  {
    const std::string type = TextOf(*contour, DCM_ContourGeometricType);
    std::vector<Vector3> points;
    if (type == "CLOSED_PLANAR" || type == "CLOSEDPLANAR_XOR")
    {
      points = PointsOf(*contour, structure.name, where);
    }
    if (points.size() < 3)
    {
      ++structure.others;
      continue;
    }
    structure.contours.push_back(std::move(points));
  }
}

std::vector<std::string>
ReferencedSeries(DcmItem & object)
{
  std::vector<std::string> uids;
  for (DcmItem * frame : ItemsOf(object, DCM_ReferencedFrameOfReferenceSequence))
  {
    for (DcmItem * study : ItemsOf(*frame, DCM_RTReferencedStudySequence))
    {
      for (DcmItem * series : ItemsOf(*study, DCM_RTReferencedSeriesSequence))
      {
        uids.push_back(TextOf(*series, DCM_SeriesInstanceUID));
      }
    }
  }
  std::erase(uids, std::string());
  return uids;
}

} // namespace

ContourSet
ReadContourSet(const std::filesystem::path & path)
{
  PrepareDcmtk();
  const std::string where = path.string();
  DcmFileFormat file;
  const OFCondition status = file.loadFile(path.c_str());
  if (status.bad())
  {
    Fail(ErrorKind::BadInput, "{}: cannot be read as DICOM ({})", where, status.text());
  }
  DcmDataset & object = *file.getDataset();
  if (TextOf(object, DCM_SOPClassUID) != UID_RTStructureSetStorage)
  {
    Fail(ErrorKind::BadInput, "{}: {} is '{}', expected {} (RT Structure Set)", where, NameOf(DCM_SOPClassUID),
         Printable(TextOf(object, DCM_SOPClassUID)), UID_RTStructureSetStorage);
  }
  (void)object.convertToUTF8(); // names in letters that cannot be converted stay as they are
  ContourSet set;
  set.seriesUids = ReferencedSeries(object);
  for (DcmItem * item : ItemsOf(object, DCM_StructureSetROISequence))
  {
    ContourStructure structure;
    structure.number = NumberIn(*item, DCM_ROINumber, where);
    structure.name = TextOf(*item, DCM_ROIName);
    structure.frameOfReferenceUid = TextOf(*item, DCM_ReferencedFrameOfReferenceUID);
    if (std::ranges::find(set.structures, structure.number, &ContourStructure::number) != set.structures.end())
    {
      Fail(ErrorKind::BadInput, "{}: two structures have the {} {}", where, NameOf(DCM_ROINumber), structure.number);
    }
    set.structures.push_back(std::move(structure));
  }
  for (DcmItem * item : ItemsOf(object, DCM_ROIContourSequence))
  {
    const std::int64_t number = NumberIn(*item, DCM_ReferencedROINumber, where);
    const auto structure = std::ranges::find(set.structures, number, &ContourStructure::number);
    if (structure == set.structures.end())
    {
      Fail(ErrorKind::BadInput, "{}: contours refer to structure {}, which {} does not describe", where, number,
           NameOf(DCM_StructureSetROISequence));
    }
    ReadContours(*item, *structure, where);
  }
  if (set.structures.empty())
  {
    Fail(ErrorKind::BadInput, "{}: {} describes no structure", where, NameOf(DCM_StructureSetROISequence));
  }
  return set;
}

} // namespace vox
