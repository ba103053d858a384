// SPDX-License-Identifier: Apache-2.0
// Pictures: resized like Pillow's, grey, normalized; labels at the same places; labels of a prediction at the size of
// the file.
#include "voxPreprocess.h"

#include "voxExpectError.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace
{

vox::PreprocessOptions
OptionsFor(std::int64_t rows, std::int64_t columns, std::size_t channels)
{
  vox::PreprocessOptions options;
  options.picture.emplace();
  options.picture->rows = rows;
  options.picture->columns = columns;
  options.normalization.assign(channels, vox::Normalization::None);
  options.useMaskForNorm.assign(channels, false);
  return options;
}

vox::Volume
Picture(std::int64_t channels, std::int64_t rows, std::int64_t columns)
{
  vox::ImageGeometry geometry;
  geometry.size = {1, rows, columns};
  return {at::randint(0, 256, {channels, 1, rows, columns}).to(at::kFloat), geometry};
}

} // namespace

TEST(Picture, OfTheRightSizeStaysAsItIs)
{
  vox::Volume picture = Picture(3, 6, 9);
  picture.voxels.select(2, 0).zero_(); // a black border is part of it
  const auto result = vox::Preprocess(picture, {}, OptionsFor(6, 9, 3));
  EXPECT_TRUE(result.image.equal(picture.voxels));
  EXPECT_EQ(result.record.crop, vox::WholeBox(picture.geometry.size));
}

TEST(Picture, BecomesGreyByRoundedLuma)
{
  vox::Volume picture = Picture(3, 1, 6);
  picture.voxels = at::tensor({255., 0., 0., 1., 200., 254., 0., 255., 0., 2., 100., 255., 0., 0., 255., 3., 50., 253.})
                       .to(at::kFloat)
                       .view({3, 1, 1, 6});
  vox::PreprocessOptions options = OptionsFor(1, 6, 1);
  options.picture->grey = true;
  const auto result = vox::Preprocess(picture, {}, options);
  const at::Tensor pillow = at::tensor({76., 150., 29., 2., 124., 254.}).to(at::kFloat).view({1, 1, 1, 6});
  EXPECT_TRUE(result.image.equal(pillow)) << result.image;
}

TEST(Picture, IsNormalizedAsTorchvisionDoes)
{
  const vox::Volume picture = Picture(1, 4, 4);
  vox::PreprocessOptions options = OptionsFor(4, 4, 1);
  options.normalization = {vox::Normalization::Photograph};
  options.statistics = {{.mean = 0.485, .standardDeviation = 0.229}};
  const auto result = vox::Preprocess(picture, {}, options);
  EXPECT_TRUE(result.image.equal((picture.voxels / 255.0F - 0.485F) / 0.229F));
}

TEST(Picture, TakesLabelsFromTheNearestPixelOrMixesThem)
{
  const vox::Volume picture = Picture(1, 2, 4);
  const vox::Volume labels{at::tensor({0, 0, 2, 2, 0, 0, 2, 2}, at::kInt).view({1, 1, 2, 4}), picture.geometry};
  vox::PreprocessOptions options = OptionsFor(2, 3, 1);
  const auto nearest = vox::Preprocess(picture, {&labels}, options).labels;
  EXPECT_TRUE(nearest.equal(at::tensor({0, 2, 2, 0, 2, 2}, at::kShort).view({1, 2, 3}))) << nearest;
  options.picture->labels = vox::LabelResize::Bilinear;
  const auto mixed = vox::Preprocess(picture, {&labels}, options).labels;
  EXPECT_TRUE(mixed.equal(at::tensor({0, 1, 2, 0, 1, 2}, at::kShort).view({1, 2, 3}))) << mixed; // 1 is no neighbor
}

TEST(Picture, MixesLabelsAsTheNumbersThatTheyAreGiven)
{
  const vox::Volume picture = Picture(1, 2, 8);
  const vox::Volume labels{at::tensor({1, 1, 2, 2, 0, 0, 2, 2, 1, 1, 2, 2, 0, 0, 2, 2}, at::kInt).view({1, 1, 2, 8}),
                           picture.geometry};
  vox::PreprocessOptions options = OptionsFor(2, 7, 1);
  options.picture->labels = vox::LabelResize::Bilinear;
  options.picture->mixedAs = {2, 1, 3}; // background, pet, contour as the trimaps of Oxford-IIIT Pet number them
  const auto mixed = vox::Preprocess(picture, {&labels}, options).labels;
  // Trimap 1 1 3 3 2 2 3 3: Pillow's BILINEAR makes 1 2 3 3 2 3 3 of it.
  EXPECT_TRUE(mixed.equal(at::tensor({1, 0, 2, 2, 0, 2, 2, 1, 0, 2, 2, 0, 2, 2}, at::kShort).view({1, 2, 7}))) << mixed;
  options.picture->mixedAs = {0, 1, 2};
  const auto asTheyAre = vox::Preprocess(picture, {&labels}, options).labels;
  options.picture->mixedAs = {};
  EXPECT_TRUE(vox::Preprocess(picture, {&labels}, options).labels.equal(asTheyAre));
  EXPECT_FALSE(asTheyAre.equal(mixed));
}

TEST(Picture, RefusesLabelsAndNumbersThatCannotBeMixed)
{
  const vox::Volume picture = Picture(1, 1, 3);
  vox::PreprocessOptions options = OptionsFor(1, 2, 1);
  options.picture->labels = vox::LabelResize::Bilinear;
  options.picture->mixedAs = {2, 1};
  vox::Volume labels{at::tensor({0, 1, 2}, at::kInt).view({1, 1, 1, 3}), picture.geometry};
  VOX_EXPECT_ERROR((void)vox::Preprocess(picture, {&labels}, options), vox::ErrorKind::BadInput,
                   "found the label 2, expected 0 to 1");
  labels.voxels = at::tensor({0, -1, 1}, at::kInt).view({1, 1, 1, 3});
  VOX_EXPECT_ERROR((void)vox::Preprocess(picture, {&labels}, options), vox::ErrorKind::BadInput, "found the label -1");
  for (const std::vector<std::int64_t> & numbers :
       {std::vector<std::int64_t>{1, 3}, {2, 2, 3}, {-1, 0}, {255, 256}, {0, 2, 4}})
  {
    options.picture->mixedAs = numbers;
    VOX_EXPECT_ERROR(vox::Validate(options), vox::ErrorKind::Usage, "expected consecutive numbers from 0 to 255");
  }
}

TEST(Picture, KeepsItsAspectWhereAsked)
{
  const vox::Volume picture = Picture(1, 30, 60);
  vox::PreprocessOptions options = OptionsFor(16, 16, 1);
  options.picture->keepAspect = true;
  EXPECT_EQ(vox::Preprocess(picture, {}, options).image.sizes(), (std::vector<std::int64_t>{1, 1, 8, 16}));
}

TEST(Picture, GivesAPredictionTheSizeOfTheFile)
{
  const vox::Volume picture = Picture(1, 50, 37);
  const auto prepared = vox::Preprocess(picture, {}, OptionsFor(16, 16, 1));
  const vox::Volume labels = vox::InvertLogits(at::randn({2, 1, 16, 16}), prepared.record);
  EXPECT_EQ(labels.geometry, picture.geometry);
  EXPECT_EQ(labels.voxels.sizes(), (std::vector<std::int64_t>{1, 1, 50, 37}));
}

TEST(Picture, SurvivesARoundTripOfItsRecord)
{
  const auto prepared = vox::Preprocess(Picture(1, 50, 37), {}, OptionsFor(16, 16, 1));
  const vox::PreprocessRecord read = vox::PreprocessRecordFromJson(ToJson(prepared.record), "record");
  EXPECT_EQ(read.resampled, prepared.record.resampled);
}

TEST(Picture, RefusesWhatIsNone)
{
  const vox::PreprocessOptions options = OptionsFor(4, 4, 1);
  vox::Volume picture = Picture(1, 4, 5);
  picture.voxels[0][0][2][3] = 300.0;
  VOX_EXPECT_ERROR((void)vox::Preprocess(picture, {}, options), vox::ErrorKind::BadInput,
                   "found the value 300, expected whole numbers from 0 to 255");
  vox::Volume volume{at::zeros({1, 3, 4, 4}), {{3, 4, 4}}};
  VOX_EXPECT_ERROR((void)vox::Preprocess(volume, {}, options), vox::ErrorKind::BadInput, "found 3 slices");
  vox::PreprocessOptions grey = options;
  grey.picture->grey = true;
  VOX_EXPECT_ERROR((void)vox::Preprocess(Picture(2, 4, 4), {}, grey), vox::ErrorKind::BadInput, "found 2 channels");
  vox::PreprocessOptions none = options;
  none.picture->rows = 0;
  VOX_EXPECT_ERROR((void)vox::Preprocess(picture, {}, none), vox::ErrorKind::Usage, "0 x 4 pixels");
}
