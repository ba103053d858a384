// SPDX-License-Identifier: Apache-2.0
#include "voxExpectError.h"
#include "voxImageBytes.h"
#include "voxReadVolume.h"
#include "voxTemporaryFolder.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <numbers>

namespace vox
{
namespace
{

using namespace testing;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class NiftiGeometry : public ::testing::Test
{
protected:
  NiftiGeometry()
  {
    fields.size = {20, 30, 40};
    fields.dataType = 2;
    fields.spacing = {2.0F, 3.0F, 4.0F};
    fields.affine = {2, 0, 0, 10, 0, 3, 0, 20, 0, 0, 4, 30};
  }

  ImageInfo
  Read()
  {
    WriteBytes(folder / "a.nii", NiftiBytes(fields, std::string(20 * 30 * 40, '\0')));
    ImageInfo info = ReadImageInfo(folder / "a.nii");
    EXPECT_EQ(ReadImage(folder / "a.nii").geometry, info.geometry);
    return info;
  }
  void
  ExpectRefused(const std::string & part)
  {
    WriteBytes(folder / "a.nii", NiftiBytes(fields, std::string(20 * 30 * 40, '\0')));
    VOX_EXPECT_ERROR((void)ReadImageInfo(folder / "a.nii"), ErrorKind::BadInput, part);
  }
  /** x leans towards y by so many degrees. */
  void
  LeanBy(double degrees)
  {
    const double angle = degrees * std::numbers::pi / 180.0;
    fields.affine[0] = static_cast<float>(2.0 * std::cos(angle));
    fields.affine[4] = static_cast<float>(2.0 * std::sin(angle));
  }

  TemporaryFolder folder;
  NiftiFields fields;
};

TEST_F(NiftiGeometry, OneFormAloneIsReadWithoutANote)
{
  EXPECT_THAT(Read().notes, IsEmpty());
  const ImageGeometry expected = Read().geometry;
  EXPECT_EQ(expected.originLps, (Vector3{-10.0, -20.0, 30.0}));
  fields.sformCode = 0;
  fields.qformCode = 1;
  fields.qoffset = {10, 20, 30};
  EXPECT_THAT(Read().notes, IsEmpty());
  EXPECT_EQ(Read().geometry, expected);
}

TEST_F(NiftiGeometry, TheQuaternionTurnsAndItsFactorMirrors)
{
  fields.sformCode = 0;
  fields.qformCode = 1;
  const auto half = static_cast<float>(std::sqrt(0.5)); // a quarter turn about z: x goes to y, y to -x
  fields.quaternion = {0, 0, half};
  ImageGeometry geometry = Read().geometry;
  Vector3 step = WorldFromVoxel(geometry, {1.0, 1.0, 1.0}); // RAS (-3, 2, 4)
  EXPECT_NEAR(step[0], 3.0, 1e-6);
  EXPECT_NEAR(step[1], -2.0, 1e-6);
  EXPECT_NEAR(step[2], 4.0, 1e-6);
  fields.qfac = -1.0F;
  geometry = Read().geometry;
  step = WorldFromVoxel(geometry, {1.0, 0.0, 0.0});
  EXPECT_NEAR(step[2], -4.0, 1e-6);
  EXPECT_EQ(geometry.spacingMm.z, 4.0);
  fields.qfac = 0.0F; // the format: the same as 1
  EXPECT_NEAR(WorldFromVoxel(Read().geometry, {1.0, 0.0, 0.0})[2], 4.0, 1e-6);
}

TEST_F(NiftiGeometry, TheSFormGoesBeforeTheQFormAndADifferenceIsTold)
{
  fields.qoffset = {10, 20, 30};
  for (const int qform : {1, 2, 4})
  {
    for (const int sform : {1, 2, 4})
    {
      fields.qformCode = static_cast<std::int16_t>(qform);
      fields.sformCode = static_cast<std::int16_t>(sform);
      fields.qoffset[0] = 10.0F;
      EXPECT_THAT(Read().notes, IsEmpty());
      fields.qoffset[0] = 12.5F;
      EXPECT_EQ(Read().geometry.originLps[0], -10.0);
      EXPECT_THAT(Read().notes, ElementsAre(AllOf(HasSubstr("a.nii: "), HasSubstr("differ by 2.5 mm"),
                                                  HasSubstr("sform_code " + std::to_string(sform)),
                                                  HasSubstr("qform_code " + std::to_string(qform)))));
    }
  }
  fields.qoffset[0] = 10.001F; // 5e-4 voxel
  EXPECT_THAT(Read().notes, IsEmpty());
  fields.qoffset[0] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT(Read().notes, ElementsAre(HasSubstr("its q-form (qform_code 4) is not valid")));
}

TEST_F(NiftiGeometry, TheRoundingOfAQuaternionIsNoDifference)
{
  // A half turn about a leaning axis, as of many head scans: a is 0 and float32 leaves it uncertain by 5e-4.
  const double lean = 0.3;
  fields.qformCode = 1;
  fields.quaternion = {0.0F, static_cast<float>(std::cos(lean)), static_cast<float>(std::sin(lean))};
  fields.quaternion[1] = std::nextafter(std::nextafter(fields.quaternion[1], 0.0F), 0.0F);
  const auto c = static_cast<float>(std::cos(2 * lean));
  const auto s = static_cast<float>(std::sin(2 * lean));
  fields.affine = {-2, 0, 0, 0, 0, 3 * c, 4 * s, 0, 0, 3 * s, -4 * c, 0};
  EXPECT_THAT(Read().notes, IsEmpty());
}

TEST_F(NiftiGeometry, SlightlyLeaningAxesBecomeTheNearestRightAngledOnes)
{
  LeanBy(1.0);
  const ImageInfo info = Read();
  EXPECT_THAT(info.notes, ElementsAre(AllOf(HasSubstr("srow_x"), HasSubstr("turned by 0.5 degrees"))));
  const Matrix3 & d = info.geometry.directionLps;
  for (std::size_t i = 0; i < 3; ++i)
  {
    for (std::size_t j = 0; j < 3; ++j)
    {
      EXPECT_NEAR(d[0][i] * d[0][j] + d[1][i] * d[1][j] + d[2][i] * d[2][j], i == j ? 1.0 : 0.0, 1e-12);
    }
  }
  // Half of the lean goes to either axis.
  const double half = 0.5 * std::numbers::pi / 180.0;
  EXPECT_NEAR(d[0][2], -std::cos(half), 1e-6);
  EXPECT_NEAR(d[1][2], -std::sin(half), 1e-6);
  // The center of the grid stays where it was: RAS (10 + 19 cos 1, 20 + 43.5 + 19 sin 1, 30 + 78).
  const Vector3 center = WorldFromVoxel(info.geometry, {19.5, 14.5, 9.5});
  EXPECT_NEAR(center[0], -(10.0 + 19.0 * std::cos(2 * half)), 1e-5);
  EXPECT_NEAR(center[1], -(63.5 + 19.0 * std::sin(2 * half)), 1e-5);
  EXPECT_NEAR(center[2], 108.0, 1e-5);
}

TEST_F(NiftiGeometry, ALeanOfARoundedHeaderIsNotWorthANoteAndOneBeyondTheLimitIsRefused)
{
  LeanBy(1e-4);
  EXPECT_THAT(Read().notes, IsEmpty());
  LeanBy(3.9); // 1.95 for either axis
  EXPECT_THAT(Read().notes, ElementsAre(HasSubstr("turned by")));
  LeanBy(4.1);
  ExpectRefused(
      "srow_x, srow_y, srow_z (the s-form): found axes that are not at right angles: the nearest right-angled "
      "grid differs by 2.05 degrees");
  fields.qformCode = 1; // the q-form would be elsewhere: which is right cannot be known
  ExpectRefused("expected at most 2 degrees");
}

TEST_F(NiftiGeometry, AMirroredGridStaysMirrored)
{
  fields.affine[0] = -2.0F;
  EXPECT_EQ(Read().geometry.directionLps[0][2], 1.0);
  LeanBy(1.0);
  fields.affine[0] = -fields.affine[0];
  EXPECT_GT(Read().geometry.directionLps[0][2], 0.99);
}

TEST_F(NiftiGeometry, NeitherFormIsToldSinceLeftIsNotKnown)
{
  fields.sformCode = 0;
  const ImageInfo info = Read();
  EXPECT_THAT(info.notes, ElementsAre(HasSubstr("neither s-form nor q-form")));
  EXPECT_EQ(info.geometry.spacingMm, (Zyx<double>{4.0, 3.0, 2.0}));
  EXPECT_EQ(info.geometry.directionLps, ImageGeometry().directionLps);
  EXPECT_EQ(info.geometry.originLps, (Vector3{0.0, 0.0, 0.0}));
}

TEST_F(NiftiGeometry, SpacingThatContradictsTheSFormIsTold)
{
  fields.spacing[1] = 3.5F;
  EXPECT_EQ(Read().geometry.spacingMm.y, 3.0);
  EXPECT_THAT(Read().notes, ElementsAre(HasSubstr("pixdim[2] is 3.5 mm, but the s-form's step along y is 3 mm")));
  fields.spacing[1] = -3.0F;
  EXPECT_EQ(Read().geometry.spacingMm.y, 3.0);
  EXPECT_THAT(Read().notes, ElementsAre(HasSubstr("pixdim[2] is -3, below 0")));
  fields.sformCode = 0;
  fields.qformCode = 1;
  ExpectRefused("pixdim[2]: the voxel spacing along y is -3");
}

TEST_F(NiftiGeometry, NumbersThatAreNoneAreRefusedByTheNameOfTheirField)
{
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (const float bad : {0.0F, nan, std::numeric_limits<float>::infinity()})
  {
    fields.spacing[2] = bad;
    ExpectRefused("pixdim[3]: the voxel spacing along z is ");
  }
  fields.spacing[2] = 4.0F;
  fields.affine[5] = nan;
  ExpectRefused("srow_x, srow_y, srow_z (the s-form): found NaN or infinity");
  fields.affine[5] = 0.0F;
  ExpectRefused("(the s-form): found axes that lie in one plane");
  fields.sformCode = 0;
  fields.qformCode = 1;
  fields.quaternion[1] = nan;
  ExpectRefused("quatern_b, quatern_c, quatern_d (the q-form): found the length nan");
  fields.quaternion[1] = 1.5F;
  ExpectRefused("found the length 1.5, expected at most 1");
}

TEST_F(NiftiGeometry, OtherUnitsAreTold)
{
  fields.units = 3;
  EXPECT_THAT(Read().notes, ElementsAre(HasSubstr("lengths are in micrometers (xyzt_units 3)")));
  EXPECT_NEAR(Read().geometry.spacingMm.x, 0.002, 1e-12);
  fields.units = 0; // not said: millimeters by custom
  EXPECT_THAT(Read().notes, IsEmpty());
}

TEST_F(NiftiGeometry, APlaneNeedsNoThirdAxis)
{
  fields.size = {20, 30, 1};
  fields.spacing = {2.0F, 3.0F, 0.0F};
  fields.affine = {0, 3, 0, 10, -2, 0, 0, 20, 0, 0, 0, 30};
  const ImageGeometry geometry = Read().geometry;
  EXPECT_EQ(geometry.spacingMm, (Zyx<double>{1.0, 3.0, 2.0}));
  EXPECT_EQ(geometry.directionLps[2][0], 1.0);
}

} // namespace
} // namespace vox
