// SPDX-License-Identifier: Apache-2.0
#include "voxDatasetFolder.h"
#include "voxExpectError.h"
#include "voxGeometryExamples.h"
#include "voxReadVolume.h"
#include "voxSharedFolder.h"

#include <ATen/ATen.h>

#include <gtest/gtest.h>

#include <set>

/** Files of other programs, against what is known of them from those programs or their documentation. */
namespace vox
{
namespace
{

using namespace testing;

void
ExpectSizeAndSpacing(const Volume & volume, const Zyx<std::int64_t> & size, const Zyx<double> & spacingMm)
{
  EXPECT_EQ(volume.geometry.size, size);
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    EXPECT_NEAR(volume.geometry.spacingMm[axis], spacingMm[axis], 5e-3 * spacingMm[axis]);
  }
}

TEST(RealImages, TheSameHeadIn24AxisOrdersHasOneWorld)
{
  VOX_REQUIRE_SHARED("data/niivue/packages/niivue/tests/images/nifti_space");
  std::set<std::string> codes;
  std::optional<Volume> first;
  for (const CaseFiles & files : ListCases(SharedPath("data/niivue/packages/niivue/tests/images/nifti_space")))
  {
    const Volume head = ReadCaseImage(files.channels);
    codes.insert(OrientationCode(head.geometry));
    const Volume ras = Reordered(head, OrderToRas(head.geometry));
    if (!first)
    {
      first = ras;
    }
    EXPECT_TRUE(at::equal(ras.voxels, first->voxels)) << files.name;
    EXPECT_LT(CornerDistanceVoxels(first->geometry, ras.geometry), 1e-3) << files.name;
  }
  EXPECT_EQ(codes.size(), 24u);
}

TEST(RealImages, NiftiAndNrrdOfOneImageAgree)
{
  VOX_REQUIRE_SHARED("data/niivue/packages/niivue/demos/images/FLAIR.nrrd");
  const Volume nifti = ReadImage(SharedPath("data/niivue/packages/niivue/demos/images/FLAIR.nii.gz"));
  const Volume nrrd = ReadImage(SharedPath("data/niivue/packages/niivue/demos/images/FLAIR.nrrd"));
  ExpectSizeAndSpacing(nifti, {140, 160, 124}, {1.0, 1.0, 1.0});
  EXPECT_TRUE(at::equal(nifti.voxels, nrrd.voxels));
  EXPECT_LT(CornerDistanceVoxels(nifti.geometry, nrrd.geometry), 1e-3);
  const Volume lesion = ReadLabelMap(SharedPath("data/niivue/packages/niivue/demos/images/lesion.nii.gz"));
  EXPECT_NO_THROW(RequireSameGeometry(nifti.geometry, "FLAIR", lesion.geometry, "lesion"));
}

TEST(RealImages, WhatIsNoScalarVolumeIsRefused)
{
  VOX_REQUIRE_SHARED("data/niivue/packages/niivue/demos/images/complex.nii.gz");
  const auto demo = SharedPath("data/niivue/packages/niivue/demos/images");
  VOX_EXPECT_ERROR((void)ReadImage(demo / "complex.nii.gz"), ErrorKind::BadInput, "is complex");
  VOX_EXPECT_ERROR((void)ReadImage(demo / "V1.nii.gz"), ErrorKind::BadInput, "is 4D (84x92x56x3)");
  EXPECT_EQ(ReadImage(demo / "ct_perfusion.nii.gz").voxels.sizes(), (at::IntArrayRef{3, 15, 286, 256}));
  VOX_REQUIRE_SHARED("data/sct-testing/t2/warp_template2anat.nii.gz");
  VOX_EXPECT_ERROR((void)ReadImage(SharedPath("data/sct-testing/t2/warp_template2anat.nii.gz")), ErrorKind::BadInput,
                   "vector image");
}

TEST(RealImages, CornerCasesOfNiftiAreReadOrRefused)
{
  VOX_REQUIRE_SHARED("data/nifti-corner/nibabel/nibabel/tests/data/anatomical.nii");
  const auto folder = SharedPath("data/nifti-corner/nibabel/nibabel/tests/data");
  const Volume anatomical = ReadImage(folder / "anatomical.nii"); // big endian
  ExpectSizeAndSpacing(anatomical, {25, 41, 33}, {2.0, 2.0, 2.0});
  EXPECT_EQ(OrientationCode(anatomical.geometry), "LAS");
  VOX_EXPECT_ERROR((void)ReadImage(folder / "functional.nii"), ErrorKind::BadInput, "is 4D (17x21x3x20)");
  VOX_EXPECT_ERROR((void)ReadImage(folder / "row_major.dconn.nii"), ErrorKind::BadInput, "is CIFTI (intent_code 3001)");
  // The affine of this file stands in the documentation of nibabel (nifti_images.rst): RAS, here turned to LPS.
  const ImageInfo info = ReadImageInfo(folder / "example4d.nii.gz");
  EXPECT_EQ(info.dimensions, 4);
  EXPECT_EQ(info.frames, 2);
  const Vector3 step = WorldFromVoxel(info.geometry, {1.0, 1.0, 1.0});
  EXPECT_NEAR(info.geometry.originLps[0], -117.86, 1e-2);
  EXPECT_NEAR(info.geometry.originLps[1], 35.72, 1e-2);
  EXPECT_NEAR(info.geometry.originLps[2], -7.25, 1e-2);
  EXPECT_NEAR(step[0], -(117.86 - 2.0), 1e-2);
  EXPECT_NEAR(step[1], -(-35.72 + 1.97 - 0.36), 1e-2);
  EXPECT_NEAR(step[2], -7.25 + 0.32 + 2.17, 1e-2);
}

TEST(RealImages, MultiChannelBrainsWithMixedFormsShareOneGrid)
{
  const std::string folder = "data/brats2015-deepmedic/examples/dataForExamples/brats2015TrainingData/train/"
                             "brats_2013_pat0005_1";
  VOX_REQUIRE_SHARED(folder);
  const auto root = SharedPath(folder);
  const std::vector<std::filesystem::path> channels{root / "Flair_subtrMeanDivStd.nii.gz",
                                                    root / "T1c_subtrMeanDivStd.nii.gz"};
  const Volume image = ReadCaseImage(channels, 2);
  ExpectSizeAndSpacing(image, {155, 240, 240}, {1.0, 1.0, 1.0});
  EXPECT_EQ(OrientationCode(image.geometry), "LPS");
  const Volume labels = ReadLabelMap(root / "OTMultiClass.nii.gz"); // stored as float32
  EXPECT_NO_THROW(RequireSameGeometry(image.geometry, "image", labels.geometry, "labels"));
  EXPECT_EQ(labels.voxels.min().item<int>(), 0);
  EXPECT_EQ(labels.voxels.max().item<int>(), 4);
  const Volume mask = ReadLabelMap(root / "brainmask.nii.gz"); // its slope makes 0.99999997 of 1
  EXPECT_EQ(mask.voxels.max().item<int>(), 1);
}

TEST(RealImages, NrrdSizesAndVolumesAgreeWithPublishedOnes)
{
  VOX_REQUIRE_SHARED("data/pyradiomics/data/brain1_image.nrrd");
  const auto folder = SharedPath("data/pyradiomics/data");
  const Volume image = ReadImage(folder / "brain1_image.nrrd");
  ExpectSizeAndSpacing(image, {25, 256, 256}, {6.5, 0.78125, 0.78125});
  const Volume labels = ReadLabelMap(folder / "brain1_label.nrrd");
  EXPECT_NO_THROW(RequireSameGeometry(image.geometry, "image", labels.geometry, "labels"));
  // Voxel volume of the label as pyradiomics publishes it.
  const double volumeMm3 = (labels.voxels == 1).sum().item<double>() * VoxelVolumeMm3(labels.geometry);
  EXPECT_NEAR(volumeMm3, 16412.659, 1e-2);
}

TEST(RealImages, CompressedMetaImageIsRead)
{
  VOX_REQUIRE_SHARED("data/elastix/Testing/Baselines/3DCT_lung.mha");
  const Volume lung = ReadImage(SharedPath("data/elastix/Testing/Baselines/3DCT_lung.mha"));
  ExpectSizeAndSpacing(lung, {129, 157, 115}, {2.5, 1.366, 1.366});
  const Volume mask = ReadLabelMap(SharedPath("data/elastix/Testing/Data/3DCT_lung_baseline_mask.mha"));
  EXPECT_NO_THROW(RequireSameGeometry(lung.geometry, "image", mask.geometry, "mask"));
  EXPECT_EQ(mask.voxels.max().item<int>(), 1);
  const Volume half = ReadImage(SharedPath("data/elastix/Testing/Data/3DCT_lung_baseline_small.mha"));
  EXPECT_EQ(half.geometry.size, (Zyx<std::int64_t>{64, 78, 57}));
}

TEST(RealImages, PlanarMetaImageKeepsItsRotation)
{
  const std::string name = "data/debian/itk5-examples-data/BrainProtonDensitySliceBorder20DirectionPlus30.mhd";
  VOX_REQUIRE_SHARED(name);
  const Volume slice = ReadImage(SharedPath(name));
  EXPECT_EQ(slice.voxels.sizes(), (at::IntArrayRef{1, 1, 257, 221}));
  EXPECT_NEAR(slice.geometry.directionLps[0][2], std::cos(M_PI / 6), 1e-5);
  EXPECT_NEAR(slice.geometry.directionLps[1][2], 0.5, 1e-5);
}

TEST(RealImages, EveryHippocampusPairSharesOneGrid)
{
  VOX_REQUIRE_SHARED("data/Task04_Hippocampus");
  const DatasetFolder dataset = OpenDataset(SharedPath("data/Task04_Hippocampus"));
  for (const CaseFiles & files : dataset.training)
  {
    const Volume image = ReadCaseImage(files.channels, 1);
    const Volume labels = ReadLabelMap(*files.labels);
    ASSERT_NO_THROW(
        RequireSameGeometry(image.geometry, files.channels[0].string(), labels.geometry, files.labels->string()));
    ASSERT_EQ(OrientationCode(image.geometry), "RAS");
    ASSERT_EQ(image.geometry.spacingMm, (Zyx<double>{1.0, 1.0, 1.0}));
    ASSERT_LE(labels.voxels.max().item<int>(), 2);
    ASSERT_GE(labels.voxels.min().item<int>(), 0);
  }
  const ImageGeometry first = ReadImageInfo(dataset.training.front().channels[0]).geometry;
  EXPECT_EQ(Describe(first), "35x51x35 voxels (x, y, z), 1 x 1 x 1 mm, RAS");
  EXPECT_EQ(first.originLps, (Vector3{-1.0, -1.0, 1.0}));
}

TEST(RealImages, PhotographsAreThreeChannelsAndTheirMasksOne)
{
  VOX_REQUIRE_SHARED("data/Kvasir-SEG/images/train_0.jpg");
  const Volume image = ReadImage(SharedPath("data/Kvasir-SEG/images/train_0.jpg"));
  EXPECT_EQ(image.voxels.sizes(), (at::IntArrayRef{3, 1, 352, 352}));
  const Volume mask = ReadLabelMap(SharedPath("data/Kvasir-SEG/masks/train_0.jpg"));
  EXPECT_EQ(mask.voxels.sizes(), (at::IntArrayRef{1, 1, 352, 352}));
  EXPECT_EQ(mask.geometry, image.geometry);
  EXPECT_GT(mask.voxels.max().item<int>(), 127);
}

} // namespace
} // namespace vox
