// SPDX-License-Identifier: Apache-2.0
#ifndef voxDicomFiles_h
#define voxDicomFiles_h

#include <dcmtk/config/osconfig.h>

#include <dcmtk/dcmdata/dctk.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace vox::testing
{

/** Elements of a header as text, written in this order; an empty text removes the element. */
using DicomTags = std::vector<std::pair<DcmTagKey, std::string>>;

/** How a header lies in its file. */
struct DicomLayout
{
  E_TransferSyntax syntax = EXS_LittleEndianExplicit;
  bool metaHeader = true; ///< false: neither preamble nor group 2
};

inline void
PutTags(DcmItem & item, const DicomTags & tags)
{
  for (const auto & [tag, value] : tags)
  {
    if (value.empty())
    {
      item.findAndDeleteElement(tag);
    }
    else
    {
      ASSERT_TRUE(item.putAndInsertString(tag, value.c_str()).good()) << DcmTag(tag).getTagName() << " " << value;
    }
  }
}

/** The item of a sequence that is made for it. */
inline DcmItem &
NewItem(DcmItem & parent, const DcmTagKey & sequence)
{
  DcmItem * item = nullptr;
  parent.findOrCreateSequenceItem(sequence, item, -2);
  return *item;
}

inline void
WriteDataset(const std::filesystem::path & path, DcmDataset & dataset, const DicomLayout & layout = {})
{
  std::filesystem::create_directories(path.parent_path());
  DcmFileFormat file(&dataset);
  ASSERT_TRUE(file.saveFile(path.c_str(), layout.syntax, EET_ExplicitLength, EGL_recalcGL, EPD_withoutPadding, 0, 0,
                            layout.metaHeader ? EWM_fileformat : EWM_dataset)
                  .good())
      << path;
}

/** An axial CT slice of 4x4 pixels at z = 2.5 mm times `index`, whose numbers run against its position. */
inline DicomTags
SliceTags(int index)
{
  const std::string number = std::to_string(index);
  return {{DCM_SOPClassUID, UID_CTImageStorage},
          {DCM_SOPInstanceUID, "1.2.3.4." + number},
          {DCM_ImageType, "ORIGINAL\\PRIMARY\\AXIAL"},
          {DCM_Modality, "CT"},
          {DCM_SeriesDescription, "Thorax"},
          {DCM_PatientName, "Nobody^Known"},
          {DCM_PatientID, "secret-7"},
          {DCM_StudyInstanceUID, "1.2.3"},
          {DCM_SeriesInstanceUID, "1.2.3.4"},
          {DCM_InstanceNumber, std::to_string(100 - index)},
          {DCM_ImagePositionPatient, "-10\\-20\\" + std::to_string(2.5 * index)},
          {DCM_ImageOrientationPatient, "1\\0\\0\\0\\1\\0"},
          {DCM_FrameOfReferenceUID, "1.2.3.9"},
          {DCM_PixelSpacing, "0.5\\0.25"}};
}

/** Writes a slice, in which `changes` replace or remove elements. */
inline void
WriteSlice(const std::filesystem::path & path, int index, const DicomTags & changes = {},
           const DicomLayout & layout = {})
{
  DcmDataset dataset;
  PutTags(dataset, SliceTags(index));
  dataset.putAndInsertUint16(DCM_Rows, 4);
  dataset.putAndInsertUint16(DCM_Columns, 4);
  dataset.putAndInsertUint16(DCM_BitsAllocated, 16);
  const std::vector<Uint16> pixels(16, 7);
  dataset.putAndInsertUint16Array(DCM_PixelData, pixels.data(), pixels.size());
  PutTags(dataset, changes);
  WriteDataset(path, dataset, layout);
}

} // namespace vox::testing

#endif
