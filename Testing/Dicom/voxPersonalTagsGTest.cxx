// SPDX-License-Identifier: Apache-2.0
#include "voxPersonalTagTable.h"

#include "voxAtomicFile.h"
#include "voxDicomFiles.h"
#include "voxDicomFolder.h"
#include "voxExpectError.h"
#include "voxTemporaryFolder.h"

namespace vox
{
namespace
{

using namespace testing;

TEST(PersonalTags, EveryTagOfTheTableHasItsKeyword)
{
  const auto table = PersonalTagTable();
  for (std::size_t i = 0; i < table.size(); ++i)
  {
    const DcmTag tag(table[i].group, table[i].element);
    EXPECT_EQ(std::string(DcmTag(tag).getTagName()), table[i].keyword);
    EXPECT_TRUE(i == 0 ||
                std::pair(table[i - 1].group, table[i - 1].element) < std::pair(table[i].group, table[i].element));
  }
}

TEST(PersonalTags, TagsWithAValueAreNamedAndTheirValuesAreNot)
{
  const TemporaryFolder folder;
  DcmDataset dataset;
  PutTags(dataset, {{DCM_SOPClassUID, UID_CTImageStorage},
                    {DCM_PatientName, "Nobody^Known"},
                    {DCM_PatientID, "  "},
                    {DCM_SeriesDescription, "Thorax"},
                    {DCM_Modality, "CT"}});
  dataset.insertEmptyElement(DCM_PatientBirthDate);
  PutTags(NewItem(dataset, DCM_RequestAttributesSequence), {{DCM_RequestedProcedureID, "17"}});
  dataset.putAndInsertString(DcmTag(0x0029, 0x0010, EVR_LO), "VENDOR");
  dataset.putAndInsertString(DcmTag(0x0029, 0x1008, EVR_LO), "Nobody");
  dataset.putAndInsertString(DcmTag(0x0031, 0x0010, EVR_LO), "VENDOR");
  WriteDataset(folder / "file", dataset);
  EXPECT_EQ(PersonalTags(folder / "file"),
            (std::vector<std::string>{"SeriesDescription (0008,103e)", "PatientName (0010,0010)",
                                      "RequestedProcedureID (0040,1001)", "private elements (0029,xxxx)"}));
}

TEST(PersonalTags, AFileWithoutThemHasNone)
{
  const TemporaryFolder folder;
  DcmDataset dataset;
  PutTags(dataset, {{DCM_SOPClassUID, UID_CTImageStorage}, {DCM_Modality, "CT"}});
  WriteDataset(folder / "file", dataset);
  EXPECT_TRUE(PersonalTags(folder / "file").empty());
}

TEST(PersonalTags, UidsThatLeadToTheArchiveAreNamedApart)
{
  const TemporaryFolder folder;
  DcmDataset dataset;
  PutTags(dataset,
          {{DCM_SOPClassUID, UID_CTImageStorage}, {DCM_SOPInstanceUID, "1.2.3.4"}, {DCM_StudyInstanceUID, "1.2.3"}});
  DcmItem & item = NewItem(dataset, DCM_ReferencedSeriesSequence);
  PutTags(item, {{DCM_SeriesInstanceUID, "1.2.3.9"}, {DCM_ReferencedSOPClassUID, UID_CTImageStorage}});
  dataset.putAndInsertString(DcmTag(0x0029, 0x0010, EVR_LO), "VENDOR");
  dataset.putAndInsertString(DcmTag(0x0029, 0x1008, EVR_UI), "1.2.3.7");
  WriteDataset(folder / "file", dataset);
  EXPECT_EQ(LookupUids(folder / "file"),
            (std::vector<std::string>{"SOPInstanceUID (0008,0018)", "StudyInstanceUID (0020,000d)",
                                      "SeriesInstanceUID (0020,000e)"}));
}

TEST(PersonalTags, FilesThatCannotBeReadAreRefused)
{
  const TemporaryFolder folder;
  WriteTextFile(folder / "text", "text");
  VOX_EXPECT_ERROR((void)PersonalTags(folder / "text"), ErrorKind::BadInput, "text: not DICOM");
  WriteSlice(folder / "cut", 0);
  std::filesystem::resize_file(folder / "cut", 400);
  VOX_EXPECT_ERROR((void)PersonalTags(folder / "cut"), ErrorKind::BadInput, "cut: cut off or damaged");
}

} // namespace
} // namespace vox
