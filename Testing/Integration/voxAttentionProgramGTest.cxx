// SPDX-License-Identifier: Apache-2.0
// `predict --attention` leaves maps as numbers and as pictures, or says why there are none.
#include "voxProcess.h"
#include "voxTemporaryFolder.h"
#include "voxTinyAttentionModel.h"

#include "voxReadVolume.h"
#include "voxWriteVolume.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

namespace vox::testing
{
namespace
{

using ::testing::AllOf;
using ::testing::HasSubstr;

namespace fs = std::filesystem;

/** A volume whose axes run against the world's. */
Volume
TurnedImage()
{
  ImageGeometry geometry;
  geometry.size = {9, 16, 12};
  geometry.spacingMm = {1.5, 1.0, 1.0};
  geometry.originLps = {-20.0, 30.0, 5.0};
  geometry.directionLps = {{{0.0, 0.0, -1.0}, {0.0, -1.0, 0.0}, {1.0, 0.0, 0.0}}};
  at::manual_seed(3);
  return MakeVolume(at::randn({1, 9, 16, 12}) + 5.0, geometry);
}

TEST(AttentionProgram, WritesMapsOfVolumesOnTheirGridAndSlicesOfThem)
{
  const TemporaryFolder folder;
  WriteModel(folder / "model.safetensors", MakeTinyAttentionModel({}));
  const Volume image = TurnedImage();
  fs::create_directory(folder / "images");
  for (const char * name : {"images/a_0000.nii.gz", "images/b_0000.nii.gz"})
  {
    WriteImage(folder / name, image);
  }
  const ProcessResult result = RunProgram(
      {"predict", "-m", "model.safetensors", "-i", "images", "-o", "labels", "--attention", "maps"}, folder.Path());
  ASSERT_EQ(result.exitCode, 0) << result.err;
  for (const std::string name : {"a", "b"})
  {
    EXPECT_TRUE(fs::exists(folder / "labels" / (name + ".nii.gz")));
    const Volume map = ReadImage(folder / "maps" / (name + "_attention_Att2.nii.gz"));
    EXPECT_LE(CornerDistanceVoxels(map.geometry, ReadImage(folder / "images/a_0000.nii.gz").geometry), 1e-3);
    EXPECT_GT(map.voxels.min().item<double>(), 0.0);
    EXPECT_LT(map.voxels.max().item<double>(), 1.0);
    const Volume picture = ReadImage(folder / "maps" / (name + "_attention_Att2.png"));
    EXPECT_EQ(picture.voxels.size(0), 3);
    EXPECT_EQ(picture.geometry.size.x, 1440);
  }
}

TEST(AttentionProgram, WritesMapsOfPicturesAtTheirSize)
{
  const TemporaryFolder folder;
  WriteModel(folder / "model.safetensors",
             MakeTinyAttentionModel({.dimensions = 2, .channelNames = {"R", "G", "B"}, .patchSize = 16}));
  at::manual_seed(3);
  WritePicture(folder / "photo.png", at::randint(1, 255, {3, 1, 20, 30}).to(at::kByte));
  const ProcessResult result =
      RunProgram({"predict", "-m", "model.safetensors", "-i", "photo.png", "-o", "labels.png", "--attention", "maps"},
                 folder.Path());
  ASSERT_EQ(result.exitCode, 0) << result.err;
  const Volume picture = ReadImage(folder / "maps/photo_attention_Att2.png");
  EXPECT_EQ(picture.voxels.sizes(), (std::vector<std::int64_t>{3, 1, 20, 30}));
  EXPECT_EQ(ReadImage(folder / "maps/photo_attention_Att2.nii.gz").voxels.sizes(),
            (std::vector<std::int64_t>{1, 1, 20, 30}));
}

TEST(AttentionProgram, ANetworkWithoutGatesIsRefusedBeforeAnyWork)
{
  const TemporaryFolder folder;
  WriteModel(folder / "model.safetensors", MakeTinyModel());
  WriteImage(folder / "image.nii.gz", TurnedImage());
  const ProcessResult result = RunProgram(
      {"predict", "-m", "model.safetensors", "-i", "image.nii.gz", "-o", "labels/label.nii.gz", "--attention", "maps"},
      folder.Path());
  EXPECT_EQ(result.exitCode, 2);
  EXPECT_THAT(result.err, AllOf(HasSubstr("attention: the model's network PlainConvUNet has no gates"),
                                HasSubstr("AttentionUNet, GridAttentionUNet, MonaiAttentionUNet, UNetTransformer")));
  EXPECT_EQ(folder.EntryCount(), 2);
}

} // namespace
} // namespace vox::testing
