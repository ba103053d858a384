// SPDX-License-Identifier: Apache-2.0
// Values that other tools publish in their tests or give when run on the stated masks, for face-connected surface
// voxels.
#include "voxMaskExamples.h"
#include "voxSurfaceDistance.h"

#include <gtest/gtest.h>

#include <numeric>

namespace
{

using namespace vox;
using namespace vox::testing;

SurfaceDistances
Measured(const at::Tensor & reference, const at::Tensor & prediction, const Zyx<double> & spacingMm = {1.0, 1.0, 1.0})
{
  return MeasureSurfaceDistances(reference, prediction, spacingMm).value();
}

double
Hd95(const SurfaceDistances & distances)
{
  return RobustHausdorffMm(distances, 95.0, HausdorffDefinition::MaxOfPercentiles);
}

double
PooledHd95(const SurfaceDistances & distances)
{
  return RobustHausdorffMm(distances, 95.0, HausdorffDefinition::Pooled);
}

double
Mean(const std::vector<double> & values)
{
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

TEST(SurfaceDistanceCases, TwoPixelsAgainstOne)
{
  const at::Tensor one = BoxMask({1, 4, 5}, Rectangle(1, 2, 2, 3));
  const at::Tensor two = BoxMask({1, 4, 5}, Rectangle(1, 3, 2, 3));
  const SurfaceDistances d = Measured(one, two);
  EXPECT_DOUBLE_EQ(HausdorffMm(d), 1.0);
  EXPECT_DOUBLE_EQ(Hd95(d), 0.95);
  EXPECT_DOUBLE_EQ(PooledHd95(d), 0.90);
  EXPECT_DOUBLE_EQ(AverageSymmetricSurfaceDistanceMm(d), 1.0 / 3.0);
}

TEST(SurfaceDistanceCases, AnOutlierPixelTellsPooledFromDirectedPercentiles)
{
  const Zyx<std::int64_t> size{1, 14, 14};
  at::Tensor reference = BoxMask(size, Rectangle(9, 12, 9, 12));
  const at::Tensor prediction = reference.clone();
  Fill(reference, Rectangle(1, 2, 1, 2));
  const SurfaceDistances d = Measured(reference, prediction);
  EXPECT_DOUBLE_EQ(HausdorffMm(d), 8.0 * std::sqrt(2.0));
  EXPECT_NEAR(Hd95(d), 6.7882, 1e-4);
  EXPECT_NEAR(PooledHd95(d), 2.2627, 1e-4);
  EXPECT_DOUBLE_EQ(NormalizedSurfaceDistance(d, 1.0), 16.0 / 17.0);
}

TEST(SurfaceDistanceCases, ACrossOnASquare)
{
  const Zyx<std::int64_t> size{1, 11, 11};
  const at::Tensor reference = BoxMask(size, Rectangle(3, 8, 3, 8));
  at::Tensor prediction = reference.clone();
  Fill(prediction, Rectangle(5, 6, 1, 10));
  Fill(prediction, Rectangle(1, 10, 5, 6));
  const SurfaceDistances d = Measured(reference, prediction);
  EXPECT_DOUBLE_EQ(AverageSymmetricSurfaceDistanceMm(d), 16.0 / 36.0);
  EXPECT_DOUBLE_EQ(NormalizedSurfaceDistance(d, 1.0), 32.0 / 36.0);
  EXPECT_DOUBLE_EQ(NormalizedSurfaceDistance(d, 2.0), 1.0);
  EXPECT_DOUBLE_EQ(HausdorffMm(d), 2.0);
  EXPECT_DOUBLE_EQ(Hd95(d), 2.0);
}

TEST(SurfaceDistanceCases, AnInnerAndAnOuterSquare)
{
  const Zyx<std::int64_t> size{1, 14, 14};
  const at::Tensor reference = BoxMask(size, Rectangle(5, 9, 5, 9));
  const SurfaceDistances inner = Measured(reference, BoxMask(size, Rectangle(6, 8, 6, 8)));
  EXPECT_DOUBLE_EQ(HausdorffMm(inner), std::sqrt(2.0));
  EXPECT_NEAR(AverageSymmetricSurfaceDistanceMm(inner), 1.10355, 1e-5);
  EXPECT_DOUBLE_EQ(NormalizedSurfaceDistance(inner, 1.0), 0.75);
  const SurfaceDistances outer = Measured(reference, BoxMask(size, Rectangle(4, 10, 4, 10)));
  EXPECT_DOUBLE_EQ(HausdorffMm(outer), std::sqrt(2.0));
  EXPECT_NEAR(AverageSymmetricSurfaceDistanceMm(outer), 1.05178, 1e-5);
  EXPECT_DOUBLE_EQ(NormalizedSurfaceDistance(outer, 1.0), 0.875);
}

TEST(SurfaceDistanceCases, SingleVoxelsFarFromTheOrigin)
{
  const Zyx<std::int64_t> size{128, 128, 128};
  const at::Tensor a = BoxMask(size, {{50, 60, 70}, {51, 61, 71}});
  const at::Tensor b = BoxMask(size, {{50, 60, 72}, {51, 61, 73}});
  const SurfaceDistances d = Measured(a, b, {3.0, 2.0, 1.0});
  EXPECT_DOUBLE_EQ(HausdorffMm(d), 2.0);
  EXPECT_DOUBLE_EQ(AverageSymmetricSurfaceDistanceMm(d), 2.0);
  EXPECT_DOUBLE_EQ(NormalizedSurfaceDistance(d, 1.0), 0.0);
}

TEST(SurfaceDistanceCases, SlabsThatFillTheImageInTwoAxes)
{
  const Zyx<std::int64_t> size{100, 100, 100};
  const at::Tensor a = BoxMask(size, {{0, 0, 0}, {50, 100, 100}});
  const at::Tensor b = BoxMask(size, {{0, 0, 0}, {51, 100, 100}});
  const SurfaceDistances d = Measured(a, b, {2.0, 1.0, 1.0});
  EXPECT_DOUBLE_EQ(HausdorffMm(d), 2.0);
  EXPECT_NEAR(AverageSymmetricSurfaceDistanceMm(d), 0.495077, 1e-6);
  EXPECT_NEAR(NormalizedSurfaceDistance(d, 1.0), 0.754935, 1e-6);
}

TEST(SurfaceDistanceCases, ConcentricCubes)
{
  const SurfaceDistances d = Measured(BoxMask({15, 15, 15}, Cube(5, 10)), BoxMask({15, 15, 15}, Cube(3, 12)));
  EXPECT_EQ(d.referenceToPredictionMm.size(), 98U);
  EXPECT_EQ(d.predictionToReferenceMm.size(), 386U);
  EXPECT_DOUBLE_EQ(HausdorffMm(d), 2.0 * std::sqrt(3.0));
  EXPECT_DOUBLE_EQ(Mean(d.referenceToPredictionMm), 2.0);
  EXPECT_NEAR(Mean(d.predictionToReferenceMm), 2.322628, 1e-6);
  EXPECT_NEAR(AverageSymmetricSurfaceDistanceMm(d), 2.25730, 1e-5);
  EXPECT_DOUBLE_EQ(Hd95(d), 3.0);
  EXPECT_NEAR(NormalizedSurfaceDistance(d, 2.0), 0.512397, 1e-6);
}

struct BallCase
{
  Zyx<double> spacingMm;
  std::array<double, 3> predictionCenterMm;
  double predictionRadiusMm;
  std::array<double, 3> referenceCenterMm;
  double referenceRadiusMm;
  double directedHd; ///< prediction to reference
  double hd;
};

class Balls : public ::testing::TestWithParam<BallCase>
{};

TEST_P(Balls, GiveTheHausdorffDistancesOfMonai)
{
  const BallCase & c = GetParam();
  const Zyx<std::int64_t> size{99, 99, 99};
  const SurfaceDistances d =
      Measured(BallMask(size, c.spacingMm, c.referenceCenterMm, c.referenceRadiusMm),
               BallMask(size, c.spacingMm, c.predictionCenterMm, c.predictionRadiusMm), c.spacingMm);
  EXPECT_NEAR(*std::max_element(d.predictionToReferenceMm.begin(), d.predictionToReferenceMm.end()), c.directedHd,
              1e-6);
  EXPECT_NEAR(HausdorffMm(d), c.hd, 1e-5);
}

INSTANTIATE_TEST_SUITE_P(
    OfMonaisTests, Balls,
    ::testing::Values(BallCase{{1, 1, 1}, {20, 20, 20}, 20, {19, 19, 19}, 20, 1.7320508, 1.7320508},
                      BallCase{{1, 1, 1}, {20, 33, 22}, 20, {20, 33, 22}, 40, 20.0997512, 20.2237484},
                      BallCase{{0.85, 1.2, 0.9}, {20, 20, 20}, 20, {19, 19, 19}, 20, 2.0808651, 2.2671568},
                      BallCase{{0.85, 1.2, 0.9}, {20, 33, 22}, 15, {20, 33, 22}, 30, 15.4396410, 15.62594}));

TEST(SurfaceDistanceCases, ABallCutByTheImage)
{
  const Zyx<std::int64_t> size{99, 99, 99};
  const SurfaceDistances d =
      Measured(BallMask(size, {1, 1, 1}, {20, 33, 22}, 40), BallMask(size, {1, 1, 1}, {20, 33, 22}, 20));
  EXPECT_NEAR(Hd95(d), 20.0997512, 1e-6);
  EXPECT_NEAR(LinearPercentile(d.predictionToReferenceMm, 95), 19.9248588, 1e-6);
  EXPECT_NEAR(AverageSymmetricSurfaceDistanceMm(d), 15.117741, 1e-6);
  EXPECT_NEAR(Mean(d.predictionToReferenceMm), 12.0400335, 1e-6);
}

TEST(SurfaceDistanceCases, ACavityTellsSurfaceFromSolidDistances)
{
  const at::Tensor solid = BoxMask({21, 21, 21}, Cube(5, 16));
  at::Tensor hollow = solid.clone();
  Fill(hollow, Cube(9, 12), 0);
  const SurfaceDistances d = Measured(solid, hollow);
  EXPECT_DOUBLE_EQ(HausdorffMm(d), 3.0);
  EXPECT_DOUBLE_EQ(Hd95(d), 3.0);
  EXPECT_DOUBLE_EQ(PooledHd95(d), 0.0);
  EXPECT_NEAR(AverageSymmetricSurfaceDistanceMm(d), 0.128776, 1e-6);
  EXPECT_NEAR(NormalizedSurfaceDistance(d, 1.0), 0.957075, 1e-6);
}

TEST(SurfaceDistanceCases, AShiftedCube)
{
  const Zyx<std::int64_t> size{40, 40, 40};
  const SurfaceDistances d = Measured(BoxMask(size, Cube(10, 20)), BoxMask(size, {{10, 10, 13}, {20, 20, 23}}));
  EXPECT_EQ(d.referenceToPredictionMm.size(), 488U);
  EXPECT_DOUBLE_EQ(AverageSymmetricSurfaceDistanceMm(d), 524.0 / 488.0);
  EXPECT_DOUBLE_EQ(NormalizedSurfaceDistance(d, 1.0), 316.0 / 488.0);
  EXPECT_DOUBLE_EQ(HausdorffMm(d), 3.0);
  EXPECT_DOUBLE_EQ(Hd95(d), 3.0);
}

TEST(SurfaceDistanceCases, AShiftAlongThickSlicesUsesTheirSpacing)
{
  const Zyx<std::int64_t> size{40, 40, 40};
  const SurfaceDistances d =
      Measured(BoxMask(size, Cube(10, 20)), BoxMask(size, {{12, 10, 10}, {22, 20, 20}}), {2.5, 1.0, 1.0});
  EXPECT_DOUBLE_EQ(HausdorffMm(d), 5.0);
  EXPECT_DOUBLE_EQ(Hd95(d), 5.0);
  EXPECT_NEAR(AverageSymmetricSurfaceDistanceMm(d), 1.454918, 1e-6);
  EXPECT_NEAR(NormalizedSurfaceDistance(d, 2.0), 0.688525, 1e-6);
}

TEST(SurfaceDistanceCases, ACubeAtTheEdgeHasAClosedSurface)
{
  const Zyx<std::int64_t> size{20, 20, 20};
  const SurfaceDistances d = Measured(BoxMask(size, Cube(0, 10)), BoxMask(size, {{0, 0, 0}, {12, 10, 10}}));
  EXPECT_EQ(d.referenceToPredictionMm.size(), 488U);
  EXPECT_EQ(d.predictionToReferenceMm.size(), 560U);
  EXPECT_DOUBLE_EQ(HausdorffMm(d), 2.0);
  EXPECT_DOUBLE_EQ(AverageSymmetricSurfaceDistanceMm(d), 336.0 / 1048.0);
  EXPECT_DOUBLE_EQ(NormalizedSurfaceDistance(d, 1.0), 912.0 / 1048.0);
}

TEST(SurfaceDistanceCases, AStructureOfOneThickSlice)
{
  const Zyx<std::int64_t> size{20, 30, 30};
  const at::Tensor a = BoxMask(size, {{5, 5, 5}, {6, 25, 25}});
  const at::Tensor b = BoxMask(size, {{5, 5, 5}, {7, 25, 25}});
  const SurfaceDistances d = Measured(a, b, {5.0, 1.0, 1.0});
  EXPECT_DOUBLE_EQ(HausdorffMm(d), 5.0);
  EXPECT_DOUBLE_EQ(Hd95(d), 5.0);
  EXPECT_DOUBLE_EQ(AverageSymmetricSurfaceDistanceMm(d), 5.0 / 3.0);
  EXPECT_DOUBLE_EQ(NormalizedSurfaceDistance(d, 2.0), 2.0 / 3.0);
}

TEST(SurfaceDistanceCases, TheExampleOfDistorch)
{
  at::Tensor a = EmptyMask({1, 5, 5});
  Fill(a, Rectangle(1, 2, 1, 2));
  Fill(a, Rectangle(2, 3, 2, 4));
  Fill(a, Rectangle(3, 4, 1, 4));
  at::Tensor b = EmptyMask({1, 5, 5});
  Fill(b, Rectangle(0, 1, 0, 2));
  Fill(b, Rectangle(1, 2, 1, 3));
  Fill(b, Rectangle(2, 3, 1, 4));
  Fill(b, Rectangle(3, 4, 1, 3));
  const SurfaceDistances d = Measured(a, b);
  EXPECT_NEAR(Hd95(d), 1.26924, 1e-5);
  EXPECT_NEAR(PooledHd95(d), 1.14497, 1e-5);
  EXPECT_NEAR(AverageSymmetricSurfaceDistanceMm(d), 0.458158, 1e-6);
}

TEST(SurfaceDistanceCases, TwoSquaresWithAnisotropicPixels)
{
  const Zyx<std::int64_t> size{1, 6, 6};
  const SurfaceDistances d =
      Measured(BoxMask(size, Rectangle(1, 3, 1, 3)), BoxMask(size, Rectangle(1, 4, 1, 3)), {1.0, 2.0, 1.0});
  EXPECT_DOUBLE_EQ(HausdorffMm(d), 2.0);
  EXPECT_DOUBLE_EQ(AverageSymmetricSurfaceDistanceMm(d), 0.4);
  EXPECT_DOUBLE_EQ(NormalizedSurfaceDistance(d, 1.0), 0.8);
}

TEST(SurfaceDistanceCases, HalfImagesAtToleranceZero)
{
  const Zyx<std::int64_t> plane{1, 480, 640};
  const SurfaceDistances d2 =
      Measured(BoxMask(plane, Rectangle(0, 480, 60, 640)), BoxMask(plane, Rectangle(0, 480, 50, 640)));
  EXPECT_NEAR(NormalizedSurfaceDistance(d2, 0.0), 0.770461, 1e-6);
  const Zyx<std::int64_t> size{200, 110, 80};
  const SurfaceDistances d3 =
      Measured(BoxMask(size, {{0, 0, 30}, {200, 110, 80}}), BoxMask(size, {{0, 0, 20}, {200, 110, 80}}));
  EXPECT_NEAR(NormalizedSurfaceDistance(d3, 0.0), 0.680827, 1e-6);
}

TEST(SurfaceDistanceCases, TwoLineSegments)
{
  const Zyx<std::int64_t> size{1, 10, 10};
  const SurfaceDistances d = Measured(BoxMask(size, Rectangle(5, 8, 6, 7)), BoxMask(size, Rectangle(1, 4, 1, 2)));
  EXPECT_DOUBLE_EQ(NormalizedSurfaceDistance(d, 0.0), 0.0);
  EXPECT_DOUBLE_EQ(NormalizedSurfaceDistance(d, 5.5), 1.0 / 3.0);
  EXPECT_DOUBLE_EQ(NormalizedSurfaceDistance(d, 6.0), 2.0 / 3.0);
  EXPECT_DOUBLE_EQ(NormalizedSurfaceDistance(d, 6.5), 1.0);
}

TEST(SurfaceDistanceCases, TinyRowsWithAnisotropicPixels)
{
  const Zyx<std::int64_t> size{1, 2, 3};
  at::Tensor reference = EmptyMask(size);
  Fill(reference, Rectangle(0, 1, 2, 3));
  Fill(reference, Rectangle(1, 2, 1, 2));
  const at::Tensor prediction = BoxMask(size, Rectangle(0, 1, 2, 3));
  const SurfaceDistances d = Measured(reference, prediction, {1.0, 1.0, 2.0});
  EXPECT_DOUBLE_EQ(HausdorffMm(d), std::sqrt(5.0));
  EXPECT_DOUBLE_EQ(Hd95(d), 0.95 * std::sqrt(5.0));
  EXPECT_NEAR(PooledHd95(d), 2.012461, 1e-6);
  EXPECT_NEAR(AverageSymmetricSurfaceDistanceMm(d), 0.745356, 1e-6);
}

} // namespace
