// SPDX-License-Identifier: Apache-2.0
#include "voxSegmentFrames.h"

#include "voxDicomItem.h"
#include "voxDicomOrigin.h"
#include "voxError.h"

#include <dcmtk/dcmdata/dctk.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace vox
{
namespace
{

using namespace dcm;

double
Along(const ImageGeometry & frame, const Vector3 & world)
{
  double sum = 0.0;
  for (std::size_t i = 0; i < 3; ++i)
  {
    sum += frame.directionLps[i][0] * world[i];
  }
  return sum;
}

void
RequireAlike(const DicomSource & source)
{
  const ImageGeometry & first = source.frames.front().geometry;
  for (const DicomSourceFrame & frame : source.frames)
  {
    bool alike = frame.geometry.size == first.size && std::abs(frame.geometry.spacingMm.y - first.spacingMm.y) < 1e-4 &&
                 std::abs(frame.geometry.spacingMm.x - first.spacingMm.x) < 1e-4;
    for (std::size_t i = 0; i < 9; ++i)
    {
      alike &= std::abs(frame.geometry.directionLps[i / 3][i % 3] - first.directionLps[i / 3][i % 3]) < 1e-4;
    }
    if (!alike)
    {
      Fail(ErrorKind::BadInput,
           "{}: the matrix, {} or {} differ from the first image of the series, expected the same in all",
           frame.file.string(), NameOf(DCM_PixelSpacing), NameOf(DCM_ImageOrientationPatient));
    }
  }
}

/** The distance of slices along their normal; none where it is uneven, and the thickness of a single one. */
std::optional<double>
EvenDistance(const DicomSource & source)
{
  const std::vector<DicomSourceFrame> & frames = source.frames;
  const ImageGeometry & first = frames.front().geometry;
  if (frames.size() == 1)
  {
    return first.spacingMm.z;
  }
  const double reach = Along(first, frames.back().geometry.originLps) - Along(first, first.originLps);
  const double mean = reach / static_cast<double>(frames.size() - 1);
  for (std::size_t i = 1; i < frames.size(); ++i)
  {
    const double distance = Along(first, frames[i].geometry.originLps) - Along(first, frames[i - 1].geometry.originLps);
    if (std::abs(distance - mean) > std::max(0.01 * std::abs(mean), 1e-3))
    {
      return {};
    }
  }
  return std::abs(mean);
}

void
PutShared(DcmItem & object, const DicomSource & source)
{
  const ImageGeometry & first = source.frames.front().geometry;
  DcmItem & shared = AddItem(object, DCM_SharedFunctionalGroupsSequence);
  DcmItem & measures = AddItem(shared, DCM_PixelMeasuresSequence);
  PutDecimals(measures, DCM_SliceThickness, std::array{first.spacingMm.z});
  if (const std::optional<double> distance = EvenDistance(source))
  {
    PutDecimals(measures, DCM_SpacingBetweenSlices, std::array{*distance});
  }
  PutDecimals(measures, DCM_PixelSpacing, std::array{first.spacingMm.y, first.spacingMm.x});
  const Matrix3 & d = first.directionLps;
  PutDecimals(AddItem(shared, DCM_PlaneOrientationSequence), DCM_ImageOrientationPatient,
              std::array{d[0][2], d[1][2], d[2][2], d[0][1], d[1][1], d[2][1]});
}

void
PutDerivation(DcmItem & groups, const DicomSourceFrame & frame, bool ofSeveral)
{
  DcmItem & derivation = AddItem(groups, DCM_DerivationImageSequence);
  DcmItem & image = AddItem(derivation, DCM_SourceImageSequence);
  PutInstanceReference(image, frame);
  if (ofSeveral)
  {
    Put(image, DCM_ReferencedFrameNumber, std::to_string(frame.frameNumber));
  }
  Put(image, DCM_SpatialLocationsPreserved, "YES");
  AddCode(image, DCM_PurposeOfReferenceCodeSequence, {"DCM", "121322", "Source image for image processing operation"});
  AddCode(derivation, DCM_DerivationCodeSequence, {"DCM", "113076", "Segmentation"});
}

void
PutDimensions(DcmItem & object)
{
  const std::string uid = NewUid();
  Put(AddItem(object, DCM_DimensionOrganizationSequence), DCM_DimensionOrganizationUID, uid);
  const auto put = [&](const DcmTagKey & index, const DcmTagKey & group, const std::string & label) {
    DcmItem & item = AddItem(object, DCM_DimensionIndexSequence);
    Put(item, DCM_DimensionOrganizationUID, uid);
    PutTag(item, DCM_DimensionIndexPointer, index);
    PutTag(item, DCM_FunctionalGroupPointer, group);
    Put(item, DCM_DimensionDescriptionLabel, label);
  };
  put(DCM_ReferencedSegmentNumber, DCM_SegmentIdentificationSequence, "Segment number");
  put(DCM_ImagePositionPatient, DCM_PlanePositionSequence, "Image position");
}

void
PutReferences(DcmItem & object, const DicomSource & source)
{
  DcmItem & series = AddItem(object, DCM_ReferencedSeriesSequence);
  Put(series, DCM_SeriesInstanceUID, source.seriesUid);
  for (const DicomSourceFrame * image : Images(source))
  {
    PutInstanceReference(AddItem(series, DCM_ReferencedInstanceSequence), *image);
  }
}

} // namespace

void
PutFrames(DcmItem & object, const std::vector<SegmentFrame> & stored, const DicomSource & source)
{
  RequireAlike(source);
  PutShared(object, source);
  PutDimensions(object);
  PutReferences(object, source);
  std::map<std::string_view, std::size_t> framesOf;
  for (const DicomSourceFrame & frame : source.frames)
  {
    ++framesOf[frame.sopInstanceUid];
  }
  std::map<std::size_t, std::uint32_t> placeOf; // among the source frames that hold anything, from 1
  for (const SegmentFrame & frame : stored)
  {
    placeOf.emplace(frame.source, 0);
  }
  std::uint32_t place = 0;
  for (auto & [frame, number] : placeOf)
  {
    number = ++place;
  }
  for (const SegmentFrame & frame : stored)
  {
    const DicomSourceFrame & from = source.frames[frame.source];
    DcmItem & groups = AddItem(object, DCM_PerFrameFunctionalGroupsSequence);
    PutDerivation(groups, from, from.frameNumber > 1 || framesOf[from.sopInstanceUid] > 1);
    const auto number = static_cast<std::uint16_t>(frame.segment + 1);
    PutLongs(AddItem(groups, DCM_FrameContentSequence), DCM_DimensionIndexValues,
             std::array{std::uint32_t{number}, placeOf[frame.source]});
    PutDecimals(AddItem(groups, DCM_PlanePositionSequence), DCM_ImagePositionPatient, from.geometry.originLps);
    PutShorts(AddItem(groups, DCM_SegmentIdentificationSequence), DCM_ReferencedSegmentNumber, std::array{number});
  }
}

} // namespace vox
