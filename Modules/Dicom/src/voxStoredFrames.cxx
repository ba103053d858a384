// SPDX-License-Identifier: Apache-2.0
#include "voxStoredFrames.h"

#include "voxDicomItem.h"
#include "voxError.h"

#include <dcmtk/dcmdata/dctk.h>

#include <algorithm>
#include <cmath>

namespace vox
{
namespace
{

using namespace dcm;

/** An attribute in a functional group of the frame, else of all frames. */
std::vector<double>
InGroup(DcmItem & frame, DcmItem * shared, const DcmTagKey & group, const DcmTagKey & tag)
{
  DcmItem * item = ItemOf(frame, group);
  if (item == nullptr && shared != nullptr)
  {
    item = ItemOf(*shared, group);
  }
  return item == nullptr ? std::vector<double>() : NumbersOf(*item, tag);
}

std::vector<double>
Required(DcmItem & frame, DcmItem * shared, const DcmTagKey & group, const DcmTagKey & tag, std::size_t count,
         const std::string & where)
{
  std::vector<double> values = InGroup(frame, shared, group, tag);
  bool finite = true;
  for (const double value : values)
  {
    finite &= std::isfinite(value);
  }
  if (values.size() != count || !finite)
  {
    Fail(ErrorKind::BadInput, "{}: {} has {} numbers in {}, expected {}", where, NameOf(tag), values.size(),
         NameOf(group), count);
  }
  return values;
}

double
FirstOf(const std::vector<double> & values)
{
  return values.empty() || !(values.front() > 0.0) ? 0.0 : values.front();
}

/** Plane of the first frame; that of others must not differ. */
void
ReadPlane(StoredFrames & frames, DcmItem & frame, DcmItem * shared, const std::string & where)
{
  const std::vector<double> o =
      Required(frame, shared, DCM_PlaneOrientationSequence, DCM_ImageOrientationPatient, 6, where);
  const std::vector<double> spacing = Required(frame, shared, DCM_PixelMeasuresSequence, DCM_PixelSpacing, 2, where);
  const Vector3 row{o[0], o[1], o[2]};
  const Vector3 column{o[3], o[4], o[5]};
  if (frames.positions.empty())
  {
    const double product = row[0] * column[0] + row[1] * column[1] + row[2] * column[2];
    const double lengths = std::hypot(row[0], row[1], row[2]) + std::hypot(column[0], column[1], column[2]);
    if (std::abs(product) > 1e-3 || std::abs(lengths - 2.0) > 1e-3)
    {
      Fail(ErrorKind::BadInput, "{}: {} is not of two unit vectors at a right angle", where,
           NameOf(DCM_ImageOrientationPatient));
    }
    if (!(spacing[0] > 0.0) || !(spacing[1] > 0.0))
    {
      Fail(ErrorKind::BadInput, "{}: {} is {}\\{}, expected above 0", where, NameOf(DCM_PixelSpacing), spacing[0],
           spacing[1]);
    }
    frames.alongRow = row;
    frames.downColumn = column;
    frames.rowSpacingMm = spacing[0];
    frames.columnSpacingMm = spacing[1];
    frames.sliceSpacingMm = FirstOf(InGroup(frame, shared, DCM_PixelMeasuresSequence, DCM_SpacingBetweenSlices));
    frames.sliceThicknessMm = FirstOf(InGroup(frame, shared, DCM_PixelMeasuresSequence, DCM_SliceThickness));
  }
  bool alike =
      std::abs(spacing[0] - frames.rowSpacingMm) < 1e-4 && std::abs(spacing[1] - frames.columnSpacingMm) < 1e-4;
  for (std::size_t i = 0; i < 3; ++i)
  {
    alike &= std::abs(row[i] - frames.alongRow[i]) < 1e-4 && std::abs(column[i] - frames.downColumn[i]) < 1e-4;
  }
  if (!alike)
  {
    Fail(ErrorKind::BadInput, "{}: frame {} is turned or scaled against the first, expected parallel planes; {} or {}",
         where, frames.positions.size() + 1, NameOf(DCM_ImageOrientationPatient), NameOf(DCM_PixelSpacing));
  }
}

} // namespace

StoredFrames
StoredFramesIn(DcmItem & object, bool labelMap, const std::string & where)
{
  StoredFrames frames;
  const std::vector<double> rows = NumbersOf(object, DCM_Rows);
  const std::vector<double> columns = NumbersOf(object, DCM_Columns);
  constexpr double most = 65535; // of two bytes, however the number is written
  const auto isSize = [](double number) { return number >= 1.0 && number <= most; };
  if (!isSize(FirstOf(rows)) || !isSize(FirstOf(columns)))
  {
    Fail(ErrorKind::BadInput, "{}: {} or {} is missing or not from 1 to {}", where, NameOf(DCM_Rows),
         NameOf(DCM_Columns), most);
  }
  frames.size = {1, static_cast<std::int64_t>(rows.front()), static_cast<std::int64_t>(columns.front())};
  DcmItem * shared = ItemOf(object, DCM_SharedFunctionalGroupsSequence);
  DcmSequenceOfItems * groups = nullptr;
  const double declared = FirstOf(NumbersOf(object, DCM_NumberOfFrames));
  if (object.findAndGetSequence(DCM_PerFrameFunctionalGroupsSequence, groups).bad() || groups == nullptr ||
      static_cast<double>(groups->card()) != declared)
  {
    Fail(ErrorKind::BadInput, "{}: {} has {} items, expected one for each of {} frames", where,
         NameOf(DCM_PerFrameFunctionalGroupsSequence), groups == nullptr ? 0 : groups->card(), declared);
  }
  for (DcmObject * next = groups->nextInContainer(nullptr); next != nullptr; next = groups->nextInContainer(next))
  {
    DcmItem & frame = static_cast<DcmItem &>(*next);
    const std::string at = fmt::format("{}: frame {}", where, frames.positions.size() + 1);
    ReadPlane(frames, frame, shared, where);
    const std::vector<double> position =
        Required(frame, shared, DCM_PlanePositionSequence, DCM_ImagePositionPatient, 3, at);
    frames.segments.push_back(0);
    if (!labelMap)
    {
      const double number =
          Required(frame, shared, DCM_SegmentIdentificationSequence, DCM_ReferencedSegmentNumber, 1, at).front();
      frames.segments.back() = static_cast<std::int64_t>(std::clamp(number, -1.0, most + 1.0));
    }
    frames.positions.push_back({position[0], position[1], position[2]});
  }
  if (frames.positions.empty())
  {
    Fail(ErrorKind::BadInput, "{}: found no frame", where);
  }
  return frames;
}

std::vector<std::int64_t>
SlicesOf(const StoredFrames & frames, const DicomSource & source)
{
  const auto distance = [](const Vector3 & a, const Vector3 & b) {
    return std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
  };
  // The first and the last pixel of a frame tell its place, orientation and spacing.
  const auto lastPixel = [&](const Vector3 & position) {
    Vector3 place = position;
    for (std::size_t i = 0; i < 3; ++i)
    {
      place[i] += frames.alongRow[i] * frames.columnSpacingMm * static_cast<double>(frames.size.x - 1) +
                  frames.downColumn[i] * frames.rowSpacingMm * static_cast<double>(frames.size.y - 1);
    }
    return place;
  };
  std::vector<std::int64_t> slices;
  for (const Vector3 & position : frames.positions)
  {
    const auto found = std::ranges::find_if(source.frames, [&](const DicomSourceFrame & frame) {
      const ImageGeometry & geometry = frame.geometry;
      const Zyx<double> last{0.0, static_cast<double>(frames.size.y - 1), static_cast<double>(frames.size.x - 1)};
      return geometry.size == frames.size && distance(geometry.originLps, position) < 0.01 &&
             distance(WorldFromVoxel(geometry, last), lastPixel(position)) < 0.01;
    });
    if (found == source.frames.end())
    {
      return {};
    }
    slices.push_back(found - source.frames.begin());
  }
  return slices;
}

} // namespace vox
