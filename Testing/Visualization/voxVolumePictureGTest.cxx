// SPDX-License-Identifier: Apache-2.0
#include "voxExpectError.h"
#include "voxVolumePicture.h"

#include <ATen/ATen.h>

#include <cmath>

namespace vox::testing
{
namespace
{

/** A grid of 40 mm around the middle of the world, its axes turned by an angle about the patient's long axis, and
 * left-handed where its x axis is `mirrored`. */
ImageGeometry
TurnedGrid(double radians, bool mirrored)
{
  ImageGeometry geometry;
  geometry.size = {20, 40, 40};
  geometry.spacingMm = {2.0, 1.0, 1.0};
  const double c = std::cos(radians);
  const double s = std::sin(radians);
  const double sign = mirrored ? -1.0 : 1.0;
  geometry.directionLps = {{{0, -s, sign * c}, {0, c, sign * s}, {1, 0, 0}}};
  geometry.originLps = {};
  const Vector3 middle = WorldFromVoxel(geometry, {9.5, 19.5, 19.5});
  geometry.originLps = {-middle[0], -middle[1], -middle[2]};
  return geometry;
}

/** A ball of 4 mm with this value around a place of the patient. */
at::Tensor
Ball(const ImageGeometry & geometry, const Vector3 & center, float value)
{
  at::Tensor voxels = at::zeros({1, geometry.size.z, geometry.size.y, geometry.size.x}, at::kFloat);
  auto access = voxels.accessor<float, 4>();
  for (std::int64_t z = 0; z < geometry.size.z; ++z)
  {
    for (std::int64_t y = 0; y < geometry.size.y; ++y)
    {
      for (std::int64_t x = 0; x < geometry.size.x; ++x)
      {
        const Vector3 world =
            WorldFromVoxel(geometry, {static_cast<double>(z), static_cast<double>(y), static_cast<double>(x)});
        access[0][z][y][x] =
            std::hypot(world[0] - center[0], world[1] - center[1], world[2] - center[2]) <= 4.0 ? value : 0.0F;
      }
    }
  }
  return voxels;
}

/** Middle of what is brighter than the background (across, down), of the whole picture from -1 to 1, without texts. */
std::array<double, 2>
MiddleOfLight(const at::Tensor & picture, int channel)
{
  const std::int64_t height = picture.size(2);
  const std::int64_t width = picture.size(3);
  const at::Tensor whole = picture.to(at::kFloat);
  const at::Tensor other = (whole[0] + whole[1] + whole[2] - whole[channel]) / 2.0;
  at::Tensor light = channel < 0 ? whole.mean(0)[0] : (whole[channel] - other)[0];
  light = light.slice(0, 80, height - 80).slice(1, 50, width - 50).sub(60.0).clamp_min(0.0);
  const double sum = light.sum().item<double>();
  EXPECT_GT(sum, 0.0);
  const at::Tensor rows = at::linspace(-1.0, 1.0, light.size(0)).unsqueeze(1);
  const at::Tensor columns = at::linspace(-1.0, 1.0, light.size(1)).unsqueeze(0);
  return {(light * columns).sum().item<double>() / sum, (light * rows).sum().item<double>() / sum};
}

constexpr Vector3 kPlace{10.0, -8.0, 12.0}; // left, anterior, superior

VolumePictureOptions
From(ViewFrom side)
{
  VolumePictureOptions options;
  options.widthPixels = 320;
  options.from = side;
  options.preset = VolumePreset::Bone;
  return options;
}

TEST(VolumePicture, SidesAreThePatientsForAllGrids)
{
  struct Case
  {
    ViewFrom from;
    int across; ///< 1: the place is on the right of the picture
    int down;   ///< 1: in its lower half
  };
  const std::vector<Case> cases{{ViewFrom::Anterior, 1, -1},  {ViewFrom::Posterior, -1, -1},
                                {ViewFrom::Left, -1, -1},     {ViewFrom::Right, 1, -1},
                                {ViewFrom::Superior, -1, -1}, {ViewFrom::Inferior, 1, -1}};
  for (const double angle : {0.0, 0.5, 2.0})
  {
    for (const bool mirrored : {false, true})
    {
      const ImageGeometry geometry = TurnedGrid(angle, mirrored);
      const Volume image = MakeVolume(Ball(geometry, kPlace, 1000.0F), geometry);
      for (const Case & shown : cases)
      {
        const at::Tensor picture = RenderVolumePicture(image, nullptr, From(shown.from), 1);
        const at::Tensor grey = picture.to(at::kFloat).mean(0, true);
        const auto [across, down] = MiddleOfLight(at::cat({grey, at::zeros_like(grey), at::zeros_like(grey)}), 0);
        EXPECT_GT(across * shown.across, 0.1) << NameOf(shown.from) << ", turned by " << angle << mirrored;
        EXPECT_GT(down * shown.down, 0.1) << NameOf(shown.from) << ", turned by " << angle << mirrored;
      }
    }
  }
}

TEST(VolumePicture, StructuresHaveTheirColorsAndShineThrough)
{
  const ImageGeometry geometry = TurnedGrid(0.0, false);
  const Volume image = MakeVolume(Ball(geometry, {0.0, 0.0, 0.0}, 0.0F), geometry);
  const Volume labels = MakeVolume(Ball(geometry, kPlace, 3.0F).to(at::kInt), geometry);
  VolumePictureOptions options = From(ViewFrom::Anterior);
  options.colors[3] = {255, 0, 0};
  options.structures = {{"node", {3}}};
  const auto [across, down] = MiddleOfLight(RenderVolumePicture(image, &labels, options, 1), 0);
  EXPECT_GT(across, 0.2);
  EXPECT_LT(down, -0.2);
}

TEST(VolumePicture, LabelsOfAnotherGridLieWhereTheyAre)
{
  const Volume image = MakeVolume(Ball(TurnedGrid(0.0, false), {}, 0.0F), TurnedGrid(0.0, false));
  const ImageGeometry other = TurnedGrid(0.7, true);
  const Volume labels = MakeVolume(Ball(other, kPlace, 3.0F).to(at::kInt), other);
  VolumePictureOptions options = From(ViewFrom::Anterior);
  options.colors[3] = {255, 0, 0};
  const auto [across, down] = MiddleOfLight(RenderVolumePicture(image, &labels, options, 1), 0);
  EXPECT_GT(across, 0.2);
  EXPECT_LT(down, -0.2);
}

TEST(VolumePicture, OpacityIsOfAMillimetreNotOfAVoxel)
{
  // A slab of the same thickness in fine and in coarse voxels lets the same light through.
  const auto middle = [](double spacing) {
    ImageGeometry geometry;
    const auto count = static_cast<std::int64_t>(std::lround(32.0 / spacing));
    geometry.size = {count, count, count};
    geometry.spacingMm = {spacing, spacing, spacing};
    const Volume image = MakeVolume(at::full({1, count, count, count}, 170.0, at::kFloat), geometry);
    const at::Tensor picture = RenderVolumePicture(image, nullptr, From(ViewFrom::Anterior), 1);
    return picture[0][0][picture.size(2) / 2][picture.size(3) / 2].item<int>();
  };
  EXPECT_NEAR(middle(1.0), middle(4.0), 6);
  EXPECT_GT(middle(1.0), 40);
}

TEST(VolumePicture, ThreadsChangeNothing)
{
  const ImageGeometry geometry = TurnedGrid(0.3, false);
  const Volume image = MakeVolume(Ball(geometry, kPlace, 900.0F), geometry);
  EXPECT_TRUE(at::equal(RenderVolumePicture(image, nullptr, From(ViewFrom::Left), 1),
                        RenderVolumePicture(image, nullptr, From(ViewFrom::Left), 3)));
}

TEST(VolumePicture, RaysThatSkipEmptySpaceMeetWhatIsBehindIt)
{
  // Bones are seen above 150: with that around the ball all space is empty, with a little more none of it is.
  for (const double angle : {0.0, 0.3})
  {
    const ImageGeometry geometry = TurnedGrid(angle, true);
    const at::Tensor ball = Ball(geometry, kPlace, 1000.0F);
    const Volume empty = MakeVolume(ball.clamp_min(150.0), geometry);
    const Volume full = MakeVolume(ball.clamp_min(150.01), geometry);
    for (const ViewFrom from : {ViewFrom::Anterior, ViewFrom::Posterior, ViewFrom::Left, ViewFrom::Right,
                                ViewFrom::Superior, ViewFrom::Inferior})
    {
      const at::Tensor skipped = RenderVolumePicture(empty, nullptr, From(from), 1).to(at::kInt);
      const at::Tensor seen = RenderVolumePicture(full, nullptr, From(from), 1).to(at::kInt);
      EXPECT_LE((skipped - seen).abs().max().item<int>(), 2) << NameOf(from) << " " << angle;
    }
  }
}

TEST(VolumePicture, TakesWhatHasNothingToShow)
{
  const ImageGeometry geometry = TurnedGrid(0.0, false);
  const Volume image = MakeVolume(at::full({1, 20, 40, 40}, 7.0, at::kFloat), geometry);
  const Volume labels = MakeVolume(at::zeros({1, 20, 40, 40}, at::kInt), geometry);
  VolumePictureOptions options = From(ViewFrom::Superior);
  options.preset = VolumePreset::Auto;
  EXPECT_EQ(RenderVolumePicture(image, &labels, options, 1).size(3), 320);
  Volume many = labels;
  many.voxels = at::arange(20 * 40 * 40, at::kInt).remainder(1000).reshape({1, 20, 40, 40});
  EXPECT_LT(RenderVolumePicture(image, &many, options, 1).size(2), 2000) << "a legend of what can be read";
}

TEST(VolumePicture, RefusesWhatItCannotDraw)
{
  const ImageGeometry geometry = TurnedGrid(0.0, false);
  const Volume image = MakeVolume(Ball(geometry, kPlace, 900.0F), geometry);
  VolumePictureOptions options;
  options.channel = 1;
  VOX_EXPECT_ERROR((void)RenderVolumePicture(image, nullptr, options, 1), ErrorKind::Usage, "channel: found 1");
  options = {};
  options.widthPixels = 10;
  VOX_EXPECT_ERROR((void)RenderVolumePicture(image, nullptr, options, 1), ErrorKind::Usage, "width: found 10");
  const Volume two = MakeVolume(at::zeros({2, 20, 40, 40}, at::kInt), geometry);
  VOX_EXPECT_ERROR((void)RenderVolumePicture(image, &two, {}, 1), ErrorKind::BadInput, "labels: found");
  ImageGeometry large;
  large.size = {4, 128, 129};
  const Volume many = MakeVolume(at::arange(4 * 128 * 129, at::kInt).view({1, 4, 128, 129}), large);
  const Volume black = MakeVolume(at::zeros({1, 4, 128, 129}), large);
  VOX_EXPECT_ERROR((void)RenderVolumePicture(black, &many, {}, 1), ErrorKind::BadInput,
                   "labels: found more than 65535 values");
}

} // namespace
} // namespace vox::testing
