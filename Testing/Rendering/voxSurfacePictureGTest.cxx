// SPDX-License-Identifier: Apache-2.0
#include "voxSurfacePicture.h"

#include "voxDisplay.h"
#include "voxExpectError.h"
#include "voxExtractSurfaces.h"
#include "voxRequireXvfb.h"
#include "voxTensorMemory.h"

#include <array>
#include <cmath>

namespace vox::testing
{
namespace
{

/** Without a screen a private Xvfb draws. */
class SurfacePictures : public ::testing::Test
{
protected:
  void
  SetUp() override
  {
    VOX_REQUIRE_XVFB();
  }
};

constexpr Rgb kRed{220, 20, 20}, kGreen{20, 200, 20};

/** A red ball on the patient's right and a smaller green one on the left, above and in front of it. */
std::vector<Surface>
TwoBalls()
{
  ImageGeometry geometry;
  geometry.size = {40, 40, 60}; // x grows to the left, y to posterior, z to superior
  const at::Tensor voxels = NewTensor(std::array<std::int64_t, 4>{1, 40, 40, 60}, at::kInt);
  std::int32_t * value = MutableValuesOf<std::int32_t>(voxels);
  for (int z = 0; z < 40; ++z)
  {
    for (int y = 0; y < 40; ++y)
    {
      for (int x = 0; x < 60; ++x)
      {
        const double toRed = std::hypot(x - 12, y - 28, z - 12), toGreen = std::hypot(x - 48, y - 10, z - 30);
        *value++ = toRed <= 9.0 ? 1 : toGreen <= 6.0 ? 2 : 0;
      }
    }
  }
  return ExtractSurfaces({{{voxels, geometry}}, {{1, "red", kRed, {}, 0}, {2, "green", kGreen, {}, 0}}}, {}, {});
}

struct Blob
{
  int pixels = 0;
  double x = 0.0; ///< mean place
  double y = 0.0;
};

/** Pixels of one view in which this channel is more than twice the others. */
Blob
Find(const Picture & picture, std::size_t channel, int left, int top, int size)
{
  Blob blob;
  for (int y = top; y < top + size; ++y)
  {
    for (int x = left; x < left + size; ++x)
    {
      const std::uint8_t * pixel = &picture.pixels[static_cast<std::size_t>(3 * (y * picture.width + x))];
      const int own = pixel[channel];
      if (own > 60 && own > 2 * pixel[(channel + 1) % 3] && own > 2 * pixel[(channel + 2) % 3])
      {
        ++blob.pixels;
        blob.x += x;
        blob.y += y;
      }
    }
  }
  blob.x /= blob.pixels;
  blob.y /= blob.pixels;
  return blob;
}

constexpr int kCell = 300, kTitle = 44;

TEST_F(SurfacePictures, ShowSixSidesOfThePatient)
{
  const Display display(DisplayUse::OffScreen);
  const Picture picture = DrawSurfaces(TwoBalls(), {.title = "two", .widthPixels = 3 * kCell});
  ASSERT_EQ(picture.width, 3 * kCell);
  ASSERT_EQ(picture.pixels.size(), static_cast<std::size_t>(3 * picture.width * picture.height));
  struct View
  {
    int column, row;
    double greenRight, greenBelow; // of red: 1, -1, or 0 where both lie behind each other
  };
  // Red lies right, inferior and posterior of green.
  const std::array<View, 6> views{
      {{0, 0, 1, -1}, {1, 0, -1, -1}, {2, 0, -1, -1}, {0, 1, -1, -1}, {1, 1, 1, -1}, {2, 1, 1, -1}}};
  for (const View & view : views)
  {
    const int left = view.column * kCell, top = kTitle + view.row * kCell;
    const Blob red = Find(picture, 0, left, top, kCell), green = Find(picture, 1, left, top, kCell);
    ASSERT_GT(red.pixels, 500) << view.column << " " << view.row;
    ASSERT_GT(green.pixels, 200) << view.column << " " << view.row;
    EXPECT_GT((green.x - red.x) * view.greenRight, 10.0) << view.column << " " << view.row;
    EXPECT_GT((green.y - red.y) * view.greenBelow, 10.0) << view.column << " " << view.row;
    EXPECT_NEAR(std::sqrt(static_cast<double>(red.pixels) / green.pixels), 1.5, 0.1) << "one scale, true proportions";
  }
}

TEST_F(SurfacePictures, ColorsFollowTheValues)
{
  std::vector<Surface> balls = TwoBalls();
  balls[0].values.assign(balls[0].points.size(), 0.0);
  balls[1].values.assign(balls[1].points.size(), -4.0);
  const Display display(DisplayUse::OffScreen);
  const Picture picture = DrawSurfaces(balls, {.widthPixels = 3 * kCell, .largestValue = 4.0});
  const auto at = [&](const Blob & place) {
    const auto pixel = static_cast<std::size_t>(3 * (std::lround(place.y) * picture.width + std::lround(place.x)));
    return Rgb{picture.pixels[pixel], picture.pixels[pixel + 1], picture.pixels[pixel + 2]};
  };
  const Picture plain = DrawSurfaces(TwoBalls(), {.widthPixels = 3 * kCell});
  const Rgb none = at(Find(plain, 0, 0, kTitle, kCell)), largest = at(Find(plain, 1, 0, kTitle, kCell));
  EXPECT_GT(none[2], none[1]) << "violet";
  EXPECT_GT(largest[0], 2 * largest[2]) << "yellow";
  EXPECT_GT(largest[1], 2 * largest[2]) << "yellow";
}

TEST_F(SurfacePictures, TurnAroundTheAxisOfTheBody)
{
  const Display display(DisplayUse::OffScreen);
  std::vector<double> places;
  DrawTurntable(TwoBalls(), {.widthPixels = kCell}, 4, [&](const Picture & picture) {
    EXPECT_EQ(picture.width, kCell);
    places.push_back(Find(picture, 1, 0, kTitle, kCell).x - Find(picture, 0, 0, kTitle, kCell).x);
  });
  ASSERT_EQ(places.size(), 4u);
  EXPECT_GT(places[0], 10.0);  // from the front green, on the patient's left, is on the right
  EXPECT_LT(places[1], -10.0); // from the left what is anterior is on the left
  EXPECT_NEAR(places[2], -places[0], 3.0);
  EXPECT_NEAR(places[3], -places[1], 3.0);
}

TEST_F(SurfacePictures, NothingToDrawIsRefused)
{
  const Display display(DisplayUse::OffScreen);
  VOX_EXPECT_ERROR((void)DrawSurfaces({}, {}), ErrorKind::BadInput, "found none with a triangle");
}

TEST_F(SurfacePictures, AHundredStructuresLeaveRoomForThePicture)
{
  std::vector<Surface> many;
  const std::vector<Surface> balls = TwoBalls();
  for (int i = 0; i < 100; ++i)
  {
    many.push_back(balls[static_cast<std::size_t>(i % 2)]);
    many.back().name = "structure " + std::to_string(i);
    many.back().triangles.resize(50);
  }
  const Display display(DisplayUse::OffScreen);
  const Picture picture = DrawSurfaces(many, {.widthPixels = 3 * kCell});
  EXPECT_LT(picture.height, kTitle + 2 * kCell + 150);
}

} // namespace
} // namespace vox::testing
