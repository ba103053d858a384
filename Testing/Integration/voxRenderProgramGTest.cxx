// SPDX-License-Identifier: Apache-2.0
#include "voxProcess.h"

#include "voxLabelColors.h"
#include "voxNanImage.h"
#include "voxReadVolume.h"
#include "voxSegmentationFile.h"
#include "voxTemporaryFolder.h"
#include "voxWriteVolume.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include <filesystem>

namespace vox::testing
{
namespace
{

using ::testing::HasSubstr;
namespace fs = std::filesystem;

Volume
Cube(const at::Tensor & voxels)
{
  ImageGeometry geometry;
  geometry.size = {voxels.size(1), voxels.size(2), voxels.size(3)};
  return MakeVolume(voxels, geometry);
}

/** An image and two segmentations whose structures have the same names and other values. */
void
WriteCase(const fs::path & folder)
{
  WriteImage(folder / "image.nii.gz", Cube(at::arange(16 * 20 * 24, at::kFloat).view({1, 16, 20, 24}).remainder(100)));
  const at::Tensor labels = at::zeros({1, 16, 20, 24}, at::kInt);
  labels.slice(1, 4, 12).slice(2, 4, 16).slice(3, 4, 12).fill_(1);
  labels.slice(1, 4, 12).slice(2, 4, 16).slice(3, 12, 20).fill_(2);
  const at::Tensor reference = at::zeros_like(labels);
  reference.masked_fill_(labels.eq(1), 9);
  reference.masked_fill_(labels.eq(2), 4);
  WriteSegmentation(folder / "label.seg.nrrd",
                    {{Cube(labels)}, {{1, "liver", Rgb{10, 220, 40}, {}, 0}, {2, "spleen", Rgb{200, 30, 220}, {}, 0}}});
  WriteSegmentation(folder / "reference.seg.nrrd",
                    {{Cube(reference)}, {{4, "Spleen", {}, {}, 0}, {9, "Liver", {}, {}, 0}}});
  Volume away = Cube(labels);
  away.geometry.originLps = {900.0, 0.0, 0.0};
  WriteLabelMap(folder / "away.nii.gz", away);
}

std::int64_t
PixelsNear(const Volume & picture, const Rgb & color)
{
  const at::Tensor target = at::tensor({int{color[0]}, int{color[1]}, int{color[2]}}).view({3, 1, 1, 1});
  const at::Tensor near = std::get<0>((picture.voxels.to(at::kInt) - target).abs().max(0)).le(6);
  return near.sum().item<std::int64_t>();
}

constexpr Rgb kAgreed{214, 220, 228};
constexpr Rgb kOther{196, 84, 196};

TEST(RenderProgram, DrawsLabelsInTheColorsOfTheirFile)
{
  const TemporaryFolder folder;
  WriteCase(folder.Path());
  const ProcessResult result =
      RunProgram({"render", "image.nii.gz", "label.seg.nrrd", "-o", "picture.png", "--opacity", "1", "--width", "900"},
                 folder.Path());
  ASSERT_EQ(result.exitCode, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("picture.png: 900 x "));
  const Volume picture = ReadImage(folder / "picture.png");
  EXPECT_EQ(picture.voxels.size(3), 900);
  EXPECT_GT(PixelsNear(picture, {10, 220, 40}), 5000);
  EXPECT_GT(PixelsNear(picture, {200, 30, 220}), 5000);
}

TEST(RenderProgram, ComparesStructuresByNameNotByValue)
{
  const TemporaryFolder folder;
  WriteCase(folder.Path());
  const ProcessResult result =
      RunProgram({"render", "image.nii.gz", "label.seg.nrrd", "--reference", "reference.seg.nrrd", "--difference",
                  "--opacity", "1", "-o", "difference.png"},
                 folder.Path());
  ASSERT_EQ(result.exitCode, 0) << result.err;
  const Volume picture = ReadImage(folder / "difference.png");
  EXPECT_GT(PixelsNear(picture, kAgreed), 20000);
  EXPECT_LT(PixelsNear(picture, kOther), 300); // its square in the legend
}

TEST(RenderProgram, DrawsNumbersAndPhotographs)
{
  const TemporaryFolder folder;
  WriteCase(folder.Path());
  WriteImage(folder / "heat.nii.gz", Cube(at::rand({1, 16, 20, 24})));
  const ProcessResult heat = RunProgram({"render", "image.nii.gz", "--heat", "heat.nii.gz", "--heat-range", "0,0.5",
                                         "--heat-name", "probability", "-o", "heat.png"},
                                        folder.Path());
  EXPECT_EQ(heat.exitCode, 0) << heat.err;
  const ProcessResult photograph = RunProgram({"--json", "render", "heat.png", "-o", "photograph.png"}, folder.Path());
  EXPECT_EQ(photograph.exitCode, 0) << photograph.err;
  EXPECT_THAT(photograph.out, HasSubstr("\"picture\":\"photograph.png\""));
  EXPECT_TRUE(fs::exists(folder / "photograph.png"));
}

/** What `predict --save-probabilities` writes: here certain on one half, undecided on the other. */
TEST(RenderProgram, DrawsOneClassOfProbabilitiesOrTheirEntropy)
{
  const TemporaryFolder folder;
  WriteCase(folder.Path());
  const at::Tensor probabilities = at::zeros({3, 16, 20, 24});
  probabilities[1].fill_(1.0);
  probabilities.slice(3, 0, 12).fill_(1.0 / 3.0);
  WriteImage(folder / "probabilities.nii.gz", Cube(probabilities));
  const auto draw = [&](const char * of, const char * output) {
    const ProcessResult result = RunProgram({"render", "image.nii.gz", "--heat", "probabilities.nii.gz", "--heat-of",
                                             of, "--opacity", "1", "--slices", "1", "--width", "900", "-o", output},
                                            folder.Path());
    EXPECT_EQ(result.exitCode, 0) << result.err;
    return ReadImage(folder / output).voxels;
  };
  // Of one image the colors of 1, 0 and 1/3, which lie where the others do.
  const at::Tensor second = draw("1", "second.png");
  const at::Tensor third = draw("2", "third.png");
  const at::Tensor entropy = draw("entropy", "entropy.png");
  const auto differing = [](const at::Tensor & a, const at::Tensor & b) {
    return (a - b).abs().amax(0).gt(20).sum().item<int>();
  };
  EXPECT_GT(differing(second, third), 20000) << "the certain half";
  EXPECT_GT(differing(entropy, second), differing(second, third) + 20000) << "both halves";
  const ProcessResult unsaid =
      RunProgram({"render", "image.nii.gz", "--heat", "probabilities.nii.gz", "-o", "a.png"}, folder.Path());
  EXPECT_EQ(unsaid.exitCode, 2);
  EXPECT_THAT(unsaid.err, HasSubstr("--heat-of: found none, expected 0 to 2 or entropy, since probabilities.nii.gz "
                                    "holds 3 channels\n"));
  EXPECT_FALSE(fs::exists(folder / "a.png"));
}

TEST(RenderProgram, DrawsTheVolumeAsABody)
{
  const TemporaryFolder folder;
  WriteCase(folder.Path());
  const ProcessResult result = RunProgram(
      {"render", "image.nii.gz", "label.seg.nrrd", "--volume", "--from", "left", "--width", "400", "-o", "body.png"},
      folder.Path());
  ASSERT_EQ(result.exitCode, 0) << result.err;
  EXPECT_EQ(ReadImage(folder / "body.png").geometry.size.x, 400);
}

TEST(RenderProgram, DrawsAConstantImage)
{
  const TemporaryFolder folder;
  WriteCase(folder.Path());
  WriteImage(folder / "constant.nii.gz", Cube(at::full({1, 16, 20, 24}, 4.0, at::kFloat)));
  const std::vector<std::string> drawn{"render", "constant.nii.gz", "--volume", "--width", "320", "-o", "body.png"};
  const ProcessResult plain = RunProgram(drawn, folder.Path());
  ASSERT_EQ(plain.exitCode, 0) << plain.err;
  EXPECT_EQ(PixelsNear(ReadImage(folder / "body.png"), {10, 220, 40}), 0);
  std::vector<std::string> labeled = drawn;
  labeled.insert(labeled.begin() + 2, {"label.seg.nrrd", "--preset", "bone"});
  const ProcessResult result = RunProgram(labeled, folder.Path());
  ASSERT_EQ(result.exitCode, 0) << result.err;
  EXPECT_GT(PixelsNear(ReadImage(folder / "body.png"), {10, 220, 40}), 100);
}

TEST(RenderProgram, RefusesInOneLineAndWritesNothing)
{
  const TemporaryFolder folder;
  WriteCase(folder.Path());
  WriteImageWithNan(folder / "nan.nrrd");
  struct Bad
  {
    std::vector<std::string> arguments;
    int exitCode;
    std::string text;
  };
  const std::vector<Bad> bad{
      {{"image.nii.gz", "-o", "out.jpg"}, 2, "expected .png"},
      {{"image.nii.gz", "-o", "out.png", "--window", "liver"}, 2, "soft-tissue, lung, bone, brain"},
      {{"image.nii.gz", "-o", "out.png", "--difference"}, 2, "--reference"},
      {{"image.nii.gz", "-o", "out.png", "--reference", "reference.seg.nrrd", "--difference"}, 2, "a reference alone"},
      {{"image.nii.gz", "label.seg.nrrd", "--heat", "image.nii.gz", "-o", "out.png"}, 2, "expected one of them"},
      {{"image.nii.gz", "-o", "out.png", "--channel", "1"}, 2, "channel: found 1"},
      {{"image.nii.gz", "--volume", "3", "-o", "out.png"}, 2, "chosen by --volume-index 3"},
      {{"image.nii.gz", "--volume=3", "-o", "out.png"}, 2, "chosen by --volume-index 3"},
      {{"image.nii.gz", "--volume", "--from", "below", "-o", "out.png"}, 2, "superior"},
      {{"image.nii.gz", "--volume", "--channel", "1", "-o", "out.png"}, 2, "channel: found 1"},
      {{"image.nii.gz", "away.nii.gz", "-o", "out.png"}, 3, "no labeled voxel inside of the image"},
      {{"nowhere.nii.gz", "-o", "out.png"}, 3, "nowhere.nii.gz"},
      {{"nan.nrrd", "-o", "out.png"}, 3, "1 of 8 values are NaN"},
      {{"nan.nrrd", "--volume", "-o", "out.png"}, 3, "1 of 8 values are NaN"},
      {{"image.nii.gz", "nowhere.nii.gz", "-o", "out.png"}, 3, "nowhere.nii.gz"},
      {{"image.nii.gz", "-o", "image.nii.gz/out.png"}, 3, "image.nii.gz"}};
  for (const Bad & entry : bad)
  {
    std::vector<std::string> arguments{"render"};
    arguments.insert(arguments.end(), entry.arguments.begin(), entry.arguments.end());
    const ProcessResult result = RunProgram(arguments, folder.Path());
    EXPECT_EQ(result.exitCode, entry.exitCode) << entry.text << result.err;
    EXPECT_THAT(result.err, HasSubstr(entry.text));
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
    EXPECT_FALSE(fs::exists(folder / "out.png"));
  }
}

} // namespace
} // namespace vox::testing
