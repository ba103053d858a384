// SPDX-License-Identifier: Apache-2.0
#include "voxDicomPhantom.h"
#include "voxExpectError.h"
#include "voxReadDicom.h"
#include "voxTemporaryFolder.h"
#include "voxTensorMemory.h"

#include <dcmtk/config/osconfig.h>

#include <dcmtk/dcmdata/dctk.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace vox::testing
{
namespace
{

/** Largest difference of the image read from what the phantom stored. */
double
WorstValue(const DicomPhantom & phantom, std::vector<std::string> * notes = nullptr)
{
  const TemporaryFolder folder;
  WriteDicomSeries(folder.Path(), phantom);
  const DicomImage image = ReadDicom(folder.Path());
  const Zyx<std::int64_t> & size = phantom.geometry.size;
  EXPECT_EQ(image.image.geometry.size, size);
  double worst = 0.0;
  for (std::int64_t channel = 0; channel < image.image.voxels.size(0); ++channel)
  {
    for (std::int64_t i = 0; i < size.z * size.y * size.x; ++i)
    {
      const Zyx<std::int64_t> voxel{i / (size.y * size.x), i / size.x % size.y, i % size.x};
      const double expected = image.image.voxels.size(0) == 1
                                  ? StoredValue(phantom, voxel)
                                  : StoredChannel(phantom, voxel, static_cast<int>(channel));
      const float found = ValuesOf<float>(image.image.voxels)[channel * size.z * size.y * size.x + i];
      worst = std::max(worst, std::abs(found - static_cast<double>(static_cast<float>(expected))));
    }
  }
  if (notes != nullptr)
  {
    *notes = image.notes;
  }
  return worst;
}

/** Values of both signs that use the stored bits. */
DicomPhantom
WidePhantom(int bitsStored, bool isSigned)
{
  DicomPhantom phantom;
  phantom.geometry.size = {3, 16, 17};
  phantom.bitsStored = bitsStored;
  phantom.bitsAllocated = bitsStored > 8 ? 16 : 8;
  phantom.isSigned = isSigned;
  const std::int64_t range = std::int64_t{1} << bitsStored;
  phantom.value = [range, isSigned](const Zyx<std::int64_t> & voxel, const Vector3 &) {
    const std::int64_t value = (voxel.z * 7919 + voxel.y * 523 + voxel.x * 37 + range - 3) % range;
    return static_cast<double>(isSigned ? value - range / 2 : value);
  };
  return phantom;
}

TEST(DicomPixels, EveryLosslessSyntaxGivesTheSameVoxels)
{
  for (const PhantomSyntax syntax :
       {PhantomSyntax::ExplicitLittle, PhantomSyntax::ImplicitLittle, PhantomSyntax::ExplicitBig,
        PhantomSyntax::Deflated, PhantomSyntax::Rle, PhantomSyntax::JpegLossless, PhantomSyntax::JpegLosslessAny,
        PhantomSyntax::JpegLs, PhantomSyntax::Jpeg2000})
  {
    for (const int bits : {8, 12, 16})
    {
      for (const bool isSigned : {false, true})
      {
        DicomPhantom phantom = WidePhantom(bits, isSigned);
        phantom.syntax = syntax;
        EXPECT_EQ(WorstValue(phantom), 0.0) << static_cast<int>(syntax) << ' ' << bits << ' ' << isSigned;
      }
    }
  }
}

TEST(DicomPixels, LossyJpegComesNearAndIsTold)
{
  DicomPhantom phantom = WidePhantom(8, false);
  phantom.value = [](const Zyx<std::int64_t> & voxel, const Vector3 &) {
    return static_cast<double>(40 + voxel.y * 8 + voxel.x);
  };
  phantom.syntax = PhantomSyntax::JpegBaseline;
  std::vector<std::string> notes;
  EXPECT_LT(WorstValue(phantom, &notes), 6.0);
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_THAT(notes.front(), ::testing::HasSubstr("with loss"));
}

TEST(DicomPixels, LossyJpegOfTwelveBitsComesNear)
{
  DicomPhantom phantom = WidePhantom(12, false);
  phantom.value = [](const Zyx<std::int64_t> & voxel, const Vector3 &) {
    return static_cast<double>(700 + voxel.y * 80 + voxel.x * 9);
  };
  phantom.syntax = PhantomSyntax::JpegExtended;
  EXPECT_LT(WorstValue(phantom), 40.0);
}

TEST(DicomPixels, BitsAboveTheStoredOnesAreIgnored)
{
  for (const bool isSigned : {false, true})
  {
    DicomPhantom phantom = WidePhantom(12, isSigned);
    phantom.edit = [](DcmItem & dataset, int) {
      const Uint16 * pixels = nullptr;
      unsigned long count = 0;
      ASSERT_TRUE(dataset.findAndGetUint16Array(DCM_PixelData, pixels, &count).good());
      std::vector<Uint16> overlaid(pixels, pixels + count);
      for (Uint16 & pixel : overlaid)
      {
        pixel = static_cast<Uint16>(pixel | 0xA000U);
      }
      dataset.putAndInsertUint16Array(DCM_PixelData, overlaid.data(), count);
    };
    EXPECT_EQ(WorstValue(phantom), 0.0);
  }
}

TEST(DicomPixels, StoredBitsThatEndElsewhereAreRefused)
{
  DicomPhantom phantom = WidePhantom(12, false);
  phantom.edit = [](DcmItem & dataset, int) { dataset.putAndInsertUint16(DCM_HighBit, 15); };
  VOX_EXPECT_ERROR(WorstValue(phantom), ErrorKind::BadInput, "high bit (0028,0102): found 15, expected 11");
}

TEST(DicomPixels, PixelsOfPartsOfBytesAreRefused)
{
  for (const Uint16 bits : {1, 64})
  {
    DicomPhantom phantom;
    phantom.edit = [bits](DcmItem & dataset, int) {
      dataset.putAndInsertUint16(DCM_BitsAllocated, bits);
      dataset.putAndInsertUint16(DCM_BitsStored, bits);
      dataset.putAndInsertUint16(DCM_HighBit, static_cast<Uint16>(bits - 1));
      const std::vector<Uint8> pixels(4096);
      dataset.putAndInsertUint8Array(DCM_PixelData, pixels.data(), pixels.size());
    };
    VOX_EXPECT_ERROR(WorstValue(phantom), ErrorKind::BadInput, "slice000.dcm: ");
  }
}

TEST(DicomPixels, APhotometricInterpretationThatIsNoTextIsRefused)
{
  DicomPhantom phantom;
  phantom.edit = [](DcmItem & dataset, int) {
    dataset.findAndDeleteElement(DCM_PhotometricInterpretation);
    auto bytes = std::make_unique<DcmOtherByteOtherWord>(DcmTag(DCM_PhotometricInterpretation, EVR_OB));
    const std::string palette = "PALETTE COLOR ";
    bytes->putUint8Array(reinterpret_cast<const Uint8 *>(palette.data()), palette.size());
    ASSERT_TRUE(dataset.insert(bytes.release()).good());
  };
  VOX_EXPECT_ERROR(WorstValue(phantom), ErrorKind::BadInput, "(0028,0004): found bytes of another type");
}

TEST(DicomPixels, EverySliceHasItsOwnRescale)
{
  DicomPhantom phantom = WidePhantom(12, false);
  phantom.slopes = {1.0, 2.5, 0.0010346139};
  phantom.intercepts = {-1024.0, 0.0, 33.901196};
  phantom.value = [](const Zyx<std::int64_t> & voxel, const Vector3 &) {
    return 34.0 + static_cast<double>(voxel.x) * 0.05;
  };
  EXPECT_EQ(WorstValue(phantom), 0.0);
}

TEST(DicomPixels, InvertedDisplayKeepsItsValues)
{
  DicomPhantom phantom = WidePhantom(12, false);
  phantom.photometric = "MONOCHROME1";
  std::vector<std::string> notes;
  EXPECT_EQ(WorstValue(phantom, &notes), 0.0);
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_THAT(notes.front(), ::testing::HasSubstr("MONOCHROME1"));
}

TEST(DicomPixels, ColorsAreThreeChannels)
{
  DicomPhantom phantom = WidePhantom(8, false);
  phantom.photometric = "RGB";
  for (const PhantomSyntax syntax : {PhantomSyntax::ExplicitLittle, PhantomSyntax::Rle, PhantomSyntax::JpegLossless,
                                     PhantomSyntax::JpegLs, PhantomSyntax::Jpeg2000})
  {
    phantom.syntax = syntax;
    EXPECT_EQ(WorstValue(phantom), 0.0) << static_cast<int>(syntax);
  }
  phantom.syntax = PhantomSyntax::ExplicitLittle; // planes one after the other
  phantom.edit = [](DcmItem & dataset, int) {
    const Uint8 * pixels = nullptr;
    unsigned long count = 0;
    ASSERT_TRUE(dataset.findAndGetUint8Array(DCM_PixelData, pixels, &count).good());
    std::vector<Uint8> planes(count);
    for (unsigned long i = 0; i < count; ++i)
    {
      planes[i % 3 * (count / 3) + i / 3] = pixels[i];
    }
    dataset.putAndInsertUint8Array(DCM_PixelData, planes.data(), count);
    dataset.putAndInsertUint16(DCM_PlanarConfiguration, 1);
  };
  EXPECT_EQ(WorstValue(phantom), 0.0);
}

TEST(DicomPixels, LuminanceAndChrominanceBecomeRedGreenAndBlue)
{
  const TemporaryFolder folder;
  DicomPhantom phantom;
  phantom.geometry.size = {1, 2, 2};
  phantom.photometric = "YBR_FULL";
  phantom.bitsAllocated = phantom.bitsStored = 8;
  phantom.isSigned = false;
  phantom.value = [](const Zyx<std::int64_t> &, const Vector3 &) { return 100.0; }; // stored as 100, 140, 180
  const DicomImage image = ReadDicom(WriteDicomSeries(folder.Path(), phantom).front());
  ASSERT_EQ(image.image.voxels.size(0), 3);
  EXPECT_NEAR(ValuesOf<float>(image.image.voxels)[0], 100 + 1.402 * 52, 1.0);
  EXPECT_NEAR(ValuesOf<float>(image.image.voxels)[4], 100 - 0.344136 * 12 - 0.714136 * 52, 1.0);
  EXPECT_NEAR(ValuesOf<float>(image.image.voxels)[8], 100 + 1.772 * 12, 1.0);
}

TEST(DicomPixels, AModalityTableStandsForTheRescale)
{
  constexpr int first = 2, count = 51;
  const auto mapped = [](std::int64_t stored, std::int64_t slice) {
    const std::int64_t entry = std::clamp<std::int64_t>(stored - first, 0, count - 1);
    return static_cast<Uint16>((entry * entry + slice) % 251);
  };
  for (const Uint16 bits : {16, 8})
  {
    DicomPhantom phantom;
    phantom.geometry.size = {3, 4, 5};
    phantom.edit = [&](DcmItem & dataset, int slice) {
      dataset.putAndInsertString(DCM_RescaleSlope, "3"); // the table counts, as for pydicom and DCMTK
      DcmItem * item = nullptr;
      dataset.findOrCreateSequenceItem(DCM_ModalityLUTSequence, item);
      const std::array<Uint16, 3> descriptor{count, first, bits};
      item->putAndInsertUint16Array(DcmTag(0x0028, 0x3002, EVR_US), descriptor.data(), descriptor.size());
      std::vector<Uint16> entries;
      for (int i = 0; i < count; ++i)
      {
        const Uint16 value = mapped(first + i, slice);
        bits == 16 || i % 2 == 0 ? entries.push_back(value)
                                 : static_cast<void>(entries.back() = static_cast<Uint16>(entries.back() | value << 8));
      }
      item->putAndInsertUint16Array(DcmTag(0x0028, 0x3006, EVR_US), entries.data(), entries.size());
    };
    const TemporaryFolder folder;
    WriteDicomSeries(folder.Path(), phantom);
    const DicomImage image = ReadDicom(folder.Path());
    for (std::int64_t i = 0; i < 60; ++i)
    {
      EXPECT_EQ(ValuesOf<float>(image.image.voxels)[i], mapped(i, i / 20)) << i << " of " << bits << " bits";
    }
    ASSERT_EQ(image.notes.size(), 1u);
    EXPECT_THAT(image.notes.front(), ::testing::HasSubstr("(0028,3000)"));
  }
}

TEST(DicomPixels, WhatIsNotAppliedIsTold)
{
  DicomPhantom phantom = WidePhantom(12, true);
  phantom.modality = "MR";
  phantom.edit = [](DcmItem & dataset, int) {
    dataset.putAndInsertString(DcmTag(0x2005, 0x0010, EVR_LO), "Philips MR Imaging DD 001");
    dataset.putAndInsertFloat32(DcmTag(0x2005, 0x100E, EVR_FL), 0.25F);
    dataset.putAndInsertSint16(DcmTag(0x0028, 0x0120, EVR_SS), -2000);
    DcmItem * item = nullptr;
    dataset.findOrCreateSequenceItem(DCM_RealWorldValueMappingSequence, item);
  };
  std::vector<std::string> notes;
  EXPECT_EQ(WorstValue(phantom, &notes), 0.0);
  ASSERT_EQ(notes.size(), 3u);
  EXPECT_THAT(notes[0], ::testing::HasSubstr("-2000"));
  EXPECT_THAT(notes[1], ::testing::HasSubstr("(0040,9096)"));
  EXPECT_THAT(notes[2], ::testing::HasSubstr("(2005,100E)"));
}

} // namespace
} // namespace vox::testing
