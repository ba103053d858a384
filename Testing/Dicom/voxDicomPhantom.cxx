// SPDX-License-Identifier: Apache-2.0
#include "voxDicomPhantom.h"

#include "voxDicomPhantomPixels.h"

#include <dcmtk/config/osconfig.h>

#include <dcmtk/dcmdata/dctk.h>
#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <stdexcept>

namespace vox::testing
{
namespace
{

std::string
SopClass(const DicomPhantom & phantom, bool enhanced)
{
  if (phantom.modality == "MR")
  {
    return enhanced ? UID_EnhancedMRImageStorage : UID_MRImageStorage;
  }
  if (phantom.modality == "PT")
  {
    return enhanced ? UID_EnhancedPETImageStorage : UID_PositronEmissionTomographyImageStorage;
  }
  if (phantom.modality == "CT")
  {
    return enhanced ? UID_EnhancedCTImageStorage : UID_CTImageStorage;
  }
  return UID_SecondaryCaptureImageStorage;
}

std::string
Orientation(const DicomPhantom & phantom)
{
  const Matrix3 & d = phantom.geometry.directionLps;
  return DecimalStrings({d[0][2], d[1][2], d[2][2], d[0][1], d[1][1], d[2][1]});
}

std::string
Position(const DicomPhantom & phantom, std::int64_t slice)
{
  const Vector3 place = WorldOf(phantom, {slice, 0, 0});
  return DecimalStrings({place[0], place[1], place[2]});
}

std::string
Spacing(const DicomPhantom & phantom)
{
  return DecimalStrings({phantom.geometry.spacingMm.y, phantom.geometry.spacingMm.x});
}

/** What all objects of the phantom share: patient, study, series. */
void
PutModules(DcmItem & dataset, const DicomPhantom & phantom, const std::string & sopClass, int instance)
{
  const std::string patient = "phantom-" + phantom.patient;
  const std::vector<std::tuple<std::uint16_t, std::uint16_t, std::string>> values{
      {0x0008, 0x0008, phantom.imageType},
      {0x0008, 0x0016, sopClass},
      {0x0008, 0x0018, fmt::format("{}.{}", phantom.seriesUid, instance)},
      {0x0008, 0x0020, "20240131"},
      {0x0008, 0x0021, "20240131"},
      {0x0008, 0x0030, "101500"},
      {0x0008, 0x0050, ""},
      {0x0008, 0x0060, phantom.modality},
      {0x0008, 0x0070, "Voxtome"},
      {0x0008, 0x0090, ""},
      {0x0008, 0x103E, "synthetic " + phantom.modality},
      {0x0010, 0x0010, "Phantom^" + phantom.patient},
      {0x0010, 0x0020, patient},
      {0x0010, 0x0030, ""},
      {0x0010, 0x0040, "O"},
      {0x0020, 0x000D, phantom.studyUid},
      {0x0020, 0x000E, phantom.seriesUid},
      {0x0020, 0x0010, "1"},
      {0x0020, 0x0011, "1"},
      {0x0020, 0x0013, std::to_string(instance)},
      {0x0020, 0x0052, phantom.frameOfReferenceUid},
      {0x0020, 0x1040, ""}};
  for (const auto & [group, element, value] : values)
  {
    PutText(dataset, group, element, value);
  }
}

DcmItem &
NewItem(DcmItem & parent, const DcmTagKey & sequence)
{
  DcmItem * item = nullptr;
  if (parent.findOrCreateSequenceItem(sequence, item, 0).bad())
  {
    throw std::runtime_error("no item can be added");
  }
  return *item;
}

} // namespace

std::filesystem::path
PathOfSeries(const std::vector<std::filesystem::path> & files)
{
  return files.size() == 1 ? files.front() : files.front().parent_path();
}

double
CountedValue(const DicomPhantom & phantom, const Zyx<std::int64_t> & voxel)
{
  const Zyx<std::int64_t> & size = phantom.geometry.size;
  return static_cast<double>((voxel.z * size.y + voxel.y) * size.x + voxel.x);
}

Vector3
WorldOf(const DicomPhantom & phantom, const Zyx<std::int64_t> & voxel)
{
  const Zyx<double> & spacing = phantom.geometry.spacingMm;
  const double along = phantom.slicePositionsMm.empty()
                           ? static_cast<double>(voxel.z) * spacing.z
                           : phantom.slicePositionsMm.at(static_cast<std::size_t>(voxel.z));
  const double aside = along * std::tan(phantom.tiltDegrees * std::numbers::pi / 180.0);
  return WorldFromVoxel(phantom.geometry, {along / spacing.z, static_cast<double>(voxel.y) + aside / spacing.y,
                                           static_cast<double>(voxel.x)});
}

std::vector<std::filesystem::path>
WriteDicomSeries(const std::filesystem::path & folder, const DicomPhantom & phantom, const std::string & prefix)
{
  std::filesystem::create_directories(folder);
  std::vector<std::filesystem::path> files;
  const auto count = static_cast<int>(phantom.geometry.size.z);
  for (int slice = 0; slice < count; ++slice)
  {
    DcmFileFormat file;
    DcmItem & dataset = *file.getDataset();
    const int instance = phantom.firstInstanceNumber + (phantom.reverseInstanceNumbers ? count - 1 - slice : slice);
    PutModules(dataset, phantom, SopClass(phantom, false), instance);
    PutText(dataset, 0x0018, 0x0050, DecimalStrings({phantom.geometry.spacingMm.z}));
    PutText(dataset, 0x0020, 0x0032, Position(phantom, slice));
    PutText(dataset, 0x0020, 0x0037, Orientation(phantom));
    PutText(dataset, 0x0028, 0x0030, Spacing(phantom));
    const auto at = static_cast<std::size_t>(slice);
    PutText(dataset, 0x0028, 0x1052, DecimalStrings({phantom.intercepts[at % phantom.intercepts.size()]}));
    PutText(dataset, 0x0028, 0x1053, DecimalStrings({phantom.slopes[at % phantom.slopes.size()]}));
    if (phantom.tiltDegrees != 0.0)
    {
      PutText(dataset, 0x0018, 0x1120, DecimalStrings({phantom.tiltDegrees}));
    }
    if (phantom.echoTime)
    {
      PutText(dataset, 0x0018, 0x0081, DecimalStrings({*phantom.echoTime}));
    }
    if (phantom.acquisitionNumber)
    {
      PutText(dataset, 0x0020, 0x0012, std::to_string(*phantom.acquisitionNumber));
    }
    if (phantom.temporalPosition)
    {
      PutText(dataset, 0x0020, 0x0100, std::to_string(*phantom.temporalPosition));
    }
    PutPixels(dataset, phantom, slice, slice + 1);
    if (phantom.edit)
    {
      phantom.edit(dataset, slice);
    }
    files.push_back(folder / fmt::format("{}{:03}.dcm", prefix, slice));
    SaveDicom(file, files.back(), phantom.syntax);
  }
  return files;
}

void
WriteEnhancedDicom(const std::filesystem::path & path, const DicomPhantom & phantom)
{
  DcmFileFormat file;
  DcmItem & dataset = *file.getDataset();
  const std::int64_t count = phantom.geometry.size.z;
  PutModules(dataset, phantom, SopClass(phantom, true), phantom.firstInstanceNumber);
  PutText(dataset, 0x0028, 0x0008, std::to_string(count));
  DcmItem & shared = NewItem(dataset, DCM_SharedFunctionalGroupsSequence);
  PutText(NewItem(shared, DCM_PlaneOrientationSequence), 0x0020, 0x0037, Orientation(phantom));
  DcmItem & measures = NewItem(shared, DCM_PixelMeasuresSequence);
  PutText(measures, 0x0028, 0x0030, Spacing(phantom));
  PutText(measures, 0x0018, 0x0050, DecimalStrings({phantom.geometry.spacingMm.z}));
  for (std::int64_t frame = 0; frame < count; ++frame)
  {
    DcmItem * groups = nullptr;
    if (dataset.findOrCreateSequenceItem(DCM_PerFrameFunctionalGroupsSequence, groups, -2).bad())
    {
      throw std::runtime_error("no frame can be added");
    }
    const auto at = static_cast<std::size_t>(frame);
    PutText(NewItem(*groups, DCM_PlanePositionSequence), 0x0020, 0x0032, Position(phantom, frame));
    DcmItem & rescale = NewItem(*groups, DCM_PixelValueTransformationSequence);
    PutText(rescale, 0x0028, 0x1052, DecimalStrings({phantom.intercepts[at % phantom.intercepts.size()]}));
    PutText(rescale, 0x0028, 0x1053, DecimalStrings({phantom.slopes[at % phantom.slopes.size()]}));
    PutText(rescale, 0x0028, 0x1054, phantom.modality == "CT" ? "HU" : "US");
    DcmItem & content = NewItem(*groups, DCM_FrameContentSequence);
    PutText(content, 0x0020, 0x9056, "1");
    content.putAndInsertUint32(DCM_InStackPositionNumber, static_cast<Uint32>(frame + 1));
    if (phantom.editFrame)
    {
      phantom.editFrame(*groups, static_cast<int>(frame));
    }
  }
  PutPixels(dataset, phantom, 0, count);
  if (phantom.edit)
  {
    phantom.edit(dataset, 0);
  }
  SaveDicom(file, path, phantom.syntax);
}

} // namespace vox::testing
