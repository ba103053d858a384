// SPDX-License-Identifier: Apache-2.0
#include "voxAtomicFile.h"
#include "voxDicomPhantom.h"
#include "voxExpectError.h"
#include "voxGeometryExamples.h"
#include "voxReadDicom.h"
#include "voxTemporaryFolder.h"
#include "voxZipFile.h"

#include <dcmtk/config/osconfig.h>

#include <dcmtk/dcmdata/dctk.h>

#include <array>
#include <fstream>
#include <sstream>

namespace vox::testing
{
namespace
{

/** Reads a phantom whose slices were changed. */
void
ReadEdited(const std::function<void(DcmItem & dataset, int slice)> & edit, DicomPhantom phantom = {})
{
  const TemporaryFolder folder;
  phantom.edit = edit;
  static_cast<void>(ReadDicom(PathOfSeries(WriteDicomSeries(folder.Path(), phantom))));
}

TEST(ReadDicomErrors, APixelSpacingThatIsNoneIsRefused)
{
  const auto with = [](const char * value) {
    return [value](DcmItem & dataset, int) {
      value == nullptr ? dataset.findAndDeleteElement(DCM_PixelSpacing)
                       : dataset.putAndInsertString(DCM_PixelSpacing, value);
    };
  };
  VOX_EXPECT_ERROR(ReadEdited(with(nullptr)), ErrorKind::BadInput, "(0028,0030)");
  VOX_EXPECT_ERROR(ReadEdited(with("0\\0.5")), ErrorKind::BadInput, "(0028,0030)");
  VOX_EXPECT_ERROR(ReadEdited(with("-1\\1")), ErrorKind::BadInput, "(0028,0030)");
  VOX_EXPECT_ERROR(ReadEdited(with("NaN\\1")), ErrorKind::BadInput, "(0028,0030)");
}

TEST(ReadDicomErrors, AnOrientationThatIsNoneIsRefused)
{
  const auto with = [](const char * value) {
    return [value](DcmItem & dataset, int) { dataset.putAndInsertString(DCM_ImageOrientationPatient, value); };
  };
  VOX_EXPECT_ERROR(ReadEdited(with("1\\0\\0\\0\\1")), ErrorKind::BadInput, "(0020,0037)");
  VOX_EXPECT_ERROR(ReadEdited(with("1\\0\\0\\0.1\\0.995\\0")), ErrorKind::BadInput, "(0020,0037)");
  VOX_EXPECT_ERROR(ReadEdited(with("0\\0\\0\\0\\0\\0")), ErrorKind::BadInput, "(0020,0037)");
  VOX_EXPECT_ERROR(ReadEdited(with("nan\\0\\0\\0\\1\\0")), ErrorKind::BadInput, "(0020,0037)");
}

TEST(ReadDicomErrors, PositionsThatAreMissingOrTheSameAreRefused)
{
  VOX_EXPECT_ERROR(ReadEdited([](DcmItem & dataset, int) { dataset.findAndDeleteElement(DCM_ImagePositionPatient); }),
                   ErrorKind::BadInput, "(0020,0032)");
  const TemporaryFolder folder;
  DicomPhantom phantom;
  WriteDicomSeries(folder.Path(), phantom);
  DicomSeries series = ChooseSeries(ScanDicom(folder.Path()));
  series.instances[2].positionLps = series.instances[1].positionLps;
  VOX_EXPECT_ERROR(static_cast<void>(ReadDicomSeries(series)), ErrorKind::BadInput, "both at one place");
  series.instances[2].positionLps = Vector3{0.0, 0.0, std::nan("")};
  VOX_EXPECT_ERROR(static_cast<void>(ReadDicomSeries(series)), ErrorKind::BadInput, "(0020,0032)");
}

TEST(ReadDicomErrors, ASliceFarBesideTheOthersIsRefused)
{
  for (const char * const position : {"-20000\\35.5\\116.25", "-20\\1e15\\116.25"})
  {
    VOX_EXPECT_ERROR(ReadEdited([&](DcmItem & dataset, int slice) {
                       if (slice == 2)
                       {
                         dataset.putAndInsertString(DCM_ImagePositionPatient, position);
                       }
                     }),
                     ErrorKind::BadInput, "mm beside each other, expected at most 4 times");
  }
}

TEST(ReadDicomErrors, AFileThatChangedSinceTheScanIsRefused)
{
  const TemporaryFolder folder;
  DicomPhantom phantom;
  WriteDicomSeries(folder.Path(), phantom);
  const DicomSeries series = ChooseSeries(ScanDicom(folder.Path()));
  phantom.geometry.size = {5, 6, 8};
  WriteDicomSeries(folder.Path(), phantom);
  VOX_EXPECT_ERROR(static_cast<void>(ReadDicomSeries(series)), ErrorKind::BadInput, "found 8x6 pixels");
  phantom.geometry.size = {5, 6, 7};
  phantom.geometry.originLps[0] += 1.0;
  WriteDicomSeries(folder.Path(), phantom);
  VOX_EXPECT_ERROR(static_cast<void>(ReadDicomSeries(series)), ErrorKind::BadInput, "(0020,0032)");
}

TEST(ReadDicomErrors, PixelsThatAreCutOffAreRefusedInEverySyntax)
{
  for (int syntax = 0; syntax <= static_cast<int>(PhantomSyntax::Jpeg2000); ++syntax)
  {
    const TemporaryFolder folder;
    DicomPhantom phantom;
    phantom.geometry.size = {1, 64, 64};
    phantom.bitsAllocated = phantom.bitsStored = 8;
    phantom.isSigned = false;
    phantom.value = [](const Zyx<std::int64_t> & voxel, const Vector3 &) {
      return static_cast<double>((voxel.y * 7919 + voxel.x * 523) % 251); // noise, so that it does not compress away
    };
    phantom.syntax = static_cast<PhantomSyntax>(syntax);
    const std::filesystem::path file = WriteDicomSeries(folder.Path(), phantom).front();
    const DicomSeries series = ChooseSeries(ScanDicom(file));
    std::filesystem::resize_file(file, std::filesystem::file_size(file) * 3 / 4);
    SCOPED_TRACE(syntax);
    VOX_EXPECT_ERROR(static_cast<void>(ReadDicomSeries(series)), ErrorKind::BadInput, "slice000.dcm");
  }
}

TEST(ReadDicomErrors, PixelsThatAreTooFewAreRefused)
{
  const auto halved = [](DcmItem & dataset, int) {
    const std::vector<Uint16> few(20, 7);
    dataset.putAndInsertUint16Array(DCM_PixelData, few.data(), few.size());
  };
  VOX_EXPECT_ERROR(ReadEdited(halved), ErrorKind::BadInput, "found 40 bytes, expected 84");
}

TEST(ReadDicomErrors, ARescaleThatComputesNothingIsRefused)
{
  VOX_EXPECT_ERROR(ReadEdited([](DcmItem & dataset, int) { dataset.putAndInsertString(DCM_RescaleSlope, "0"); }),
                   ErrorKind::BadInput, "(0028,1053)");
  VOX_EXPECT_ERROR(ReadEdited([](DcmItem & dataset, int) { dataset.putAndInsertString(DCM_RescaleIntercept, "nan"); }),
                   ErrorKind::BadInput, "(0028,1052)");
}

TEST(ReadDicomErrors, SeveralFramesThatDoNotSayWhereTheyLieAreRefused)
{
  for (const char * uid : {UID_UltrasoundMultiframeImageStorage, UID_NuclearMedicineImageStorage,
                           UID_MultiframeGrayscaleWordSecondaryCaptureImageStorage})
  {
    const auto edit = [uid](DcmItem & dataset, int) {
      dataset.putAndInsertString(DCM_SOPClassUID, uid);
      dataset.putAndInsertString(DCM_NumberOfFrames, "2");
    };
    VOX_EXPECT_ERROR(ReadEdited(edit), ErrorKind::BadInput, "found 2 frames without functional groups (5200,9230)");
  }
}

TEST(ReadDicomErrors, AModalityTableThatIsNoneIsRefused)
{
  const auto with = [](Uint16 count, Uint16 bits, unsigned long held) {
    return [=](DcmItem & dataset, int) {
      DcmItem * item = nullptr;
      dataset.findOrCreateSequenceItem(DCM_ModalityLUTSequence, item);
      const std::array<Uint16, 3> descriptor{count, 0, bits};
      const std::vector<Uint16> entries(50, 7);
      item->putAndInsertUint16Array(DcmTag(0x0028, 0x3002, EVR_US), descriptor.data(), descriptor.size());
      item->putAndInsertUint16Array(DcmTag(0x0028, 0x3006, EVR_US), entries.data(), held);
    };
  };
  VOX_EXPECT_ERROR(ReadEdited(with(50, 12, 50)), ErrorKind::BadInput, "(0028,3002)");
  VOX_EXPECT_ERROR(ReadEdited(with(50, 16, 49)), ErrorKind::BadInput, "found 49 entries");
  VOX_EXPECT_ERROR(ReadEdited(with(50, 8, 24)), ErrorKind::BadInput, "found 48 entries");
  VOX_EXPECT_ERROR(ReadEdited(with(0, 16, 50)), ErrorKind::BadInput, "expected 65536");
  DicomPhantom colors;
  colors.bitsAllocated = colors.bitsStored = 8;
  colors.isSigned = false;
  colors.photometric = "RGB";
  VOX_EXPECT_ERROR(ReadEdited(with(50, 16, 50), colors), ErrorKind::BadInput, "several frames or colors");
}

TEST(ReadDicomErrors, PalettesAreRefused)
{
  DicomPhantom phantom;
  phantom.bitsAllocated = phantom.bitsStored = 8;
  phantom.isSigned = false;
  phantom.geometry.size = {1, 6, 8};
  phantom.photometric = "PALETTE COLOR";
  const auto palette = [](DcmItem & dataset, int) {
    for (std::uint16_t color = 0; color < 3; ++color)
    {
      const Uint16 descriptor[] = {256, 0, 8};
      const std::vector<Uint16> table(128, 0x1234);
      dataset.putAndInsertUint16Array(DcmTag(0x0028, static_cast<Uint16>(0x1101 + color), EVR_US), descriptor, 3);
      dataset.putAndInsertUint16Array(DcmTag(0x0028, static_cast<Uint16>(0x1201 + color), EVR_OW), table.data(), 128);
    }
  };
  VOX_EXPECT_ERROR(ReadEdited(palette, phantom), ErrorKind::BadInput, "(0028,0004)");
  VOX_EXPECT_ERROR(ReadEdited({}, phantom), ErrorKind::BadInput, "(0028,0004)"); // without tables
}

TEST(ReadDicomErrors, AFolderOfOneSliceIsRefusedAndTheFileRead)
{
  for (const char * modality : {"CT", "MR", "PT", "OT"})
  {
    const TemporaryFolder folder;
    DicomPhantom phantom;
    phantom.geometry.size.z = 1;
    phantom.modality = modality;
    const std::filesystem::path file = WriteDicomSeries(folder / "scan", phantom).front();
    const auto read = [&] { return ReadDicom(folder / "scan").image.geometry.size.z; };
    if (std::string_view(modality) == "OT")
    {
      EXPECT_EQ(read(), 1); // a photograph, say
      continue;
    }
    VOX_EXPECT_ERROR(static_cast<void>(read()), ErrorKind::BadInput,
                     (folder / "scan").string() + ": found a series of one slice (" + modality + ", " +
                         file.filename().string() + ")");
    EXPECT_EQ(ReadDicom(file).image.geometry.size.z, 1);
    std::ostringstream bytes;
    bytes << std::ifstream(file, std::ios::binary).rdbuf();
    WriteZip(folder / "scan.zip", {{"scan/a.dcm", bytes.str()}});
    VOX_EXPECT_ERROR(static_cast<void>(ReadDicom(folder / "scan.zip")), ErrorKind::BadInput,
                     (folder / "scan.zip").string() + ": found a series of one slice (" + modality);
  }
}

TEST(ReadDicomErrors, AnEnhancedFileWithoutPositionsIsRefused)
{
  const TemporaryFolder folder;
  DicomPhantom phantom;
  phantom.editFrame = [](DcmItem & groups, int frame) {
    if (frame == 3)
    {
      groups.findAndDeleteElement(DCM_PlanePositionSequence);
    }
  };
  WriteEnhancedDicom(folder / "a.dcm", phantom);
  VOX_EXPECT_ERROR(static_cast<void>(ReadDicom(folder / "a.dcm")), ErrorKind::BadInput, "frame 4: image position");
}

/** The items of the shared functional groups without VRs, as they stand in a file. */
std::string
SharedItems(const DicomPhantom & phantom, const std::filesystem::path & path)
{
  DicomPhantom without = phantom;
  without.syntax = PhantomSyntax::ImplicitLittle;
  WriteEnhancedDicom(path, without);
  const std::string bytes = ReadTextFile(path);
  const std::size_t begin = bytes.find(std::string("\x00\x52\x29\x92", 4)) + 8;
  return bytes.substr(begin, bytes.find(std::string("\x00\x52\x30\x92", 4)) - begin);
}

TEST(ReadDicomErrors, ASequenceOfUnknownVrIsReadUnlessItsBytesAreNoItems)
{
  const TemporaryFolder folder;
  DicomPhantom phantom;
  WriteEnhancedDicom(folder / "known.dcm", phantom);
  const Volume known = ReadDicom(folder / "known.dcm").image;
  std::string items = SharedItems(phantom, folder / "implicit.dcm");
  // Of undefined length the sequence ends with a delimiter, which an element of defined length does not have.
  const std::string end("\xfe\xff\xdd\xe0\0\0\0\0", 8);
  items.resize(items.ends_with(end) ? items.size() - end.size() : items.size());
  phantom.edit = [&items](DcmItem & dataset, int) {
    dataset.findAndDeleteElement(DCM_SharedFunctionalGroupsSequence);
    auto element = std::make_unique<DcmOtherByteOtherWord>(DcmTag(DCM_SharedFunctionalGroupsSequence, EVR_UN));
    element->putUint8Array(reinterpret_cast<const Uint8 *>(items.data()), items.size());
    ASSERT_TRUE(dataset.insert(element.release()).good());
  };
  WriteEnhancedDicom(folder / "unknown.dcm", phantom);
  const Volume unknown = ReadDicom(folder / "unknown.dcm").image;
  EXPECT_EQ(LargestDifference(unknown.geometry, known.geometry), 0.0);
  items.resize(items.size() - 2);
  WriteEnhancedDicom(folder / "cut.dcm", phantom);
  VOX_EXPECT_ERROR(static_cast<void>(ReadDicom(folder / "cut.dcm")), ErrorKind::BadInput, "cut.dcm: ");
}

} // namespace
} // namespace vox::testing
