// SPDX-License-Identifier: Apache-2.0
#include "voxDicomPhantom.h"

#include "voxGeometryExamples.h"
#include "voxTemporaryFolder.h"

#include <dcmtk/config/osconfig.h>

#include <dcmtk/dcmdata/dctk.h>
#include <gtest/gtest.h>

namespace vox::testing
{
namespace
{

TEST(DicomPhantom, SlicesSayWhereTheyLie)
{
  const TemporaryFolder folder;
  DicomPhantom phantom;
  phantom.geometry = ObliqueGeometry();
  phantom.tiltDegrees = 12.0;
  phantom.isSigned = false;
  const auto files = WriteDicomSeries(folder.Path(), phantom);
  ASSERT_EQ(files.size(), 5u);
  DcmFileFormat file;
  ASSERT_TRUE(file.loadFile(files[3].c_str()).good());
  const Vector3 expected = WorldOf(phantom, {3, 0, 0});
  const Uint16 * pixels = nullptr;
  ASSERT_TRUE(file.getDataset()->findAndGetUint16Array(DCM_PixelData, pixels).good());
  EXPECT_EQ(pixels[9], StoredValue(phantom, {3, 1, 2}));
  for (unsigned axis = 0; axis < 3; ++axis)
  {
    double found = 0.0;
    ASSERT_TRUE(file.getDataset()->findAndGetFloat64(DCM_ImagePositionPatient, found, axis).good());
    EXPECT_NEAR(found, expected[axis], 1e-9);
    ASSERT_TRUE(file.getDataset()->findAndGetFloat64(DCM_ImageOrientationPatient, found, axis).good());
    EXPECT_NEAR(found, phantom.geometry.directionLps[axis][2], 1e-12);
  }
}

TEST(DicomPhantom, EverySyntaxAndTheEnhancedFormCanBeOpened)
{
  const TemporaryFolder folder;
  DicomPhantom phantom;
  phantom.geometry.size = {1, 16, 12};
  phantom.bitsAllocated = phantom.bitsStored = 8;
  phantom.isSigned = false;
  for (int syntax = 0; syntax <= static_cast<int>(PhantomSyntax::Jpeg2000); ++syntax)
  {
    phantom.syntax = static_cast<PhantomSyntax>(syntax);
    DcmFileFormat file;
    EXPECT_TRUE(file.loadFile(WriteDicomSeries(folder.Path(), phantom).front().c_str()).good()) << syntax;
  }
  WriteEnhancedDicom(folder / "enhanced.dcm", phantom);
  DcmFileFormat file;
  ASSERT_TRUE(file.loadFile((folder / "enhanced.dcm").c_str()).good());
  EXPECT_TRUE(file.getDataset()->tagExists(DCM_PerFrameFunctionalGroupsSequence));
}

} // namespace
} // namespace vox::testing
