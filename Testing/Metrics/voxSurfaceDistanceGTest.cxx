// SPDX-License-Identifier: Apache-2.0
#include "voxExpectError.h"
#include "voxMaskExamples.h"
#include "voxSurfaceDistance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

namespace
{

using namespace vox;
using namespace vox::testing;
using ::testing::DoubleEq;
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::Pointwise;

constexpr Zyx<double> UnitSpacing{1.0, 1.0, 1.0};

SurfaceDistances
Measured(const at::Tensor & reference, const at::Tensor & prediction, const Zyx<double> & spacingMm = UnitSpacing)
{
  return MeasureSurfaceDistances(reference, prediction, spacingMm).value();
}

struct BruteForceCase
{
  Zyx<std::int64_t> size;
  Zyx<double> spacingMm;
  double density;
};

class SurfaceDistanceAgainstTryingAll : public ::testing::TestWithParam<BruteForceCase>
{};

TEST_P(SurfaceDistanceAgainstTryingAll, GivesTheSameListsForNoise)
{
  const auto & [size, spacingMm, density] = GetParam();
  const at::Tensor a = NoiseMask(size, density, 1);
  const at::Tensor b = NoiseMask(size, density / 2, 2);
  const auto surfaceOfA = SurfaceByDefinition(a);
  const auto surfaceOfB = SurfaceByDefinition(b);
  const SurfaceDistances distances = Measured(a, b, spacingMm);
  EXPECT_THAT(distances.referenceToPredictionMm,
              Pointwise(DoubleNear(1e-12), DistancesByTryingAll(surfaceOfA, surfaceOfB, spacingMm)));
  EXPECT_THAT(distances.predictionToReferenceMm,
              Pointwise(DoubleNear(1e-12), DistancesByTryingAll(surfaceOfB, surfaceOfA, spacingMm)));
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, SurfaceDistanceAgainstTryingAll,
    ::testing::Values(BruteForceCase{{9, 8, 11}, {1, 1, 1}, 0.6}, BruteForceCase{{9, 8, 11}, {3.7, 0.6, 1.1}, 0.95},
                      BruteForceCase{{12, 9, 7}, {0.3, 2.2, 0.9}, 0.02},
                      BruteForceCase{{1, 17, 13}, {5, 0.7, 1.3}, 0.8}, BruteForceCase{{17, 1, 13}, {0.7, 5, 1.3}, 0.8},
                      BruteForceCase{{13, 17, 1}, {0.7, 1.3, 5}, 0.8}, BruteForceCase{{1, 1, 31}, {1, 1, 0.5}, 0.5},
                      BruteForceCase{{2, 9, 9}, {4, 1, 1}, 0.7}));

TEST(SurfaceDistance, OfAMaskToItselfIsZeroEverywhere)
{
  const at::Tensor mask = NoiseMask({7, 9, 8}, 0.5, 3);
  const SurfaceDistances distances = Measured(mask, mask, {2.0, 0.5, 0.8});
  EXPECT_EQ(HausdorffMm(distances), 0.0);
  EXPECT_EQ(AverageSymmetricSurfaceDistanceMm(distances), 0.0);
  EXPECT_EQ(NormalizedSurfaceDistance(distances, 0.0), 1.0);
  EXPECT_EQ(distances.referenceToPredictionMm.size(), SurfaceByDefinition(mask).size());
}

TEST(SurfaceDistance, ExchangingTheMasksExchangesTheListsAndLeavesEveryMeasure)
{
  const at::Tensor a = NoiseMask({8, 9, 10}, 0.3, 4);
  const at::Tensor b = NoiseMask({8, 9, 10}, 0.1, 5);
  const Zyx<double> spacingMm{2.5, 0.7, 1.2};
  const SurfaceDistances forward = Measured(a, b, spacingMm);
  const SurfaceDistances backward = Measured(b, a, spacingMm);
  EXPECT_EQ(forward.referenceToPredictionMm, backward.predictionToReferenceMm);
  EXPECT_EQ(HausdorffMm(forward), HausdorffMm(backward));
  EXPECT_EQ(AverageSymmetricSurfaceDistanceMm(forward), AverageSymmetricSurfaceDistanceMm(backward));
  EXPECT_EQ(NormalizedSurfaceDistance(forward, 1.0), NormalizedSurfaceDistance(backward, 1.0));
  for (const auto definition : {HausdorffDefinition::MaxOfPercentiles, HausdorffDefinition::Pooled})
  {
    EXPECT_EQ(RobustHausdorffMm(forward, 95, definition), RobustHausdorffMm(backward, 95, definition));
  }
}

TEST(SurfaceDistance, DoublingTheSpacingDoublesEveryDistanceBitForBit)
{
  const at::Tensor a = NoiseMask({8, 9, 10}, 0.3, 6);
  const at::Tensor b = NoiseMask({8, 9, 10}, 0.2, 7);
  const SurfaceDistances once = Measured(a, b, {1.3, 0.7, 0.9});
  SurfaceDistances twice = Measured(a, b, {2.6, 1.4, 1.8});
  EXPECT_EQ(NormalizedSurfaceDistance(once, 0.8), NormalizedSurfaceDistance(twice, 1.6));
  for (double & value : twice.referenceToPredictionMm)
  {
    value /= 2;
  }
  EXPECT_EQ(once.referenceToPredictionMm, twice.referenceToPredictionMm);
}

TEST(SurfaceDistance, PermutingAxesTogetherWithTheSpacingLeavesEveryMeasure)
{
  const at::Tensor a = BoxMask({8, 9, 10}, {{1, 2, 0}, {5, 8, 7}});
  const at::Tensor b = BoxMask({8, 9, 10}, {{2, 2, 3}, {8, 7, 10}});
  const std::array<double, 3> spacingMm{2.5, 0.7, 1.2};
  const SurfaceDistances expected = Measured(a, b, {spacingMm[0], spacingMm[1], spacingMm[2]});
  for (const auto & axes : std::vector<std::array<std::int64_t, 3>>{{0, 2, 1}, {1, 0, 2}, {2, 0, 1}, {2, 1, 0}})
  {
    const auto at = [&](std::size_t i) { return spacingMm[static_cast<std::size_t>(axes[i])]; };
    const SurfaceDistances permuted = Measured(a.permute(axes), b.permute(axes), {at(0), at(1), at(2)});
    EXPECT_NEAR(HausdorffMm(permuted), HausdorffMm(expected), 1e-12);
    EXPECT_NEAR(AverageSymmetricSurfaceDistanceMm(permuted), AverageSymmetricSurfaceDistanceMm(expected), 1e-12);
    EXPECT_NEAR(RobustHausdorffMm(permuted, 95, HausdorffDefinition::MaxOfPercentiles),
                RobustHausdorffMm(expected, 95, HausdorffDefinition::MaxOfPercentiles), 1e-12);
    EXPECT_EQ(NormalizedSurfaceDistance(permuted, 1.0), NormalizedSurfaceDistance(expected, 1.0));
  }
}

TEST(SurfaceDistance, GrowsWithThePercentileAndThePartWithinGrowsWithTheTolerance)
{
  const SurfaceDistances distances =
      Measured(NoiseMask({9, 9, 9}, 0.05, 8), NoiseMask({9, 9, 9}, 0.05, 9), {1.5, 1.0, 0.8});
  for (const auto definition : {HausdorffDefinition::MaxOfPercentiles, HausdorffDefinition::Pooled})
  {
    double previous = 0.0;
    for (double percentile = 5; percentile <= 100; percentile += 5)
    {
      const double value = RobustHausdorffMm(distances, percentile, definition);
      EXPECT_GE(value, previous);
      previous = value;
    }
    EXPECT_EQ(previous, HausdorffMm(distances));
  }
  double previous = 0.0;
  for (double tolerance = 0; tolerance <= 12; tolerance += 0.5)
  {
    const double value = NormalizedSurfaceDistance(distances, tolerance);
    EXPECT_GE(value, previous);
    previous = value;
  }
  EXPECT_EQ(previous, 1.0);
}

TEST(SurfaceDistance, IsTheSameOnOneAndOnSeveralThreads)
{
  const at::Tensor a = NoiseMask({12, 13, 14}, 0.1, 10);
  const at::Tensor b = NoiseMask({12, 13, 14}, 0.1, 11);
  const SurfaceDistances alone = MeasureSurfaceDistances(a, b, {1.1, 0.9, 0.7}, HausdorffDefinition::Pooled, 1).value();
  const SurfaceDistances together =
      MeasureSurfaceDistances(a, b, {1.1, 0.9, 0.7}, HausdorffDefinition::Pooled, 3).value();
  EXPECT_EQ(alone.referenceToPredictionMm, together.referenceToPredictionMm);
  EXPECT_EQ(alone.predictionToReferenceMm, together.predictionToReferenceMm);
}

TEST(SurfaceDistance, TakesBoolAndNonContiguousMasks)
{
  const at::Tensor a = NoiseMask({5, 6, 7}, 0.4, 12);
  const at::Tensor b = NoiseMask({5, 6, 7}, 0.4, 13);
  const SurfaceDistances expected = Measured(a, b);
  const SurfaceDistances actual = Measured(a.to(at::kBool), b.transpose(0, 2).contiguous().transpose(0, 2));
  EXPECT_EQ(actual.referenceToPredictionMm, expected.referenceToPredictionMm);
  EXPECT_EQ(actual.predictionToReferenceMm, expected.predictionToReferenceMm);
}

TEST(SurfaceDistance, HasNoValueWhenAMaskIsEmpty)
{
  const at::Tensor empty = EmptyMask({4, 4, 4});
  const at::Tensor full = at::ones({4, 4, 4}, at::kByte);
  EXPECT_FALSE(MeasureSurfaceDistances(empty, full, UnitSpacing));
  EXPECT_FALSE(MeasureSurfaceDistances(full, empty, UnitSpacing));
  EXPECT_FALSE(MeasureSurfaceDistances(empty, empty, UnitSpacing));
}

TEST(SurfaceDistance, CountsTheEdgeOfTheImageAsOutside)
{
  const at::Tensor full = at::ones({5, 5, 5}, at::kByte);
  EXPECT_EQ(Measured(full, full).referenceToPredictionMm.size(), 125U - 27U);
}

TEST(SurfaceDistance, InAPlaneIsTheOutlineAndNotEveryPixel)
{
  const at::Tensor full = at::ones({1, 5, 5}, at::kByte);
  EXPECT_EQ(Measured(full, full).referenceToPredictionMm.size(), 16U);
}

TEST(SurfaceDistance, OfASingleVoxelImageIsZero)
{
  const at::Tensor voxel = at::ones({1, 1, 1}, at::kByte);
  EXPECT_THAT(Measured(voxel, voxel).referenceToPredictionMm, ElementsAre(0.0));
}

TEST(SurfaceDistance, RefusesMasksOfOtherShapesOrTypes)
{
  const at::Tensor mask = EmptyMask({2, 2, 2});
  VOX_EXPECT_ERROR((void)MeasureSurfaceDistances(mask, EmptyMask({2, 2, 3}), UnitSpacing), ErrorKind::Internal,
                   "[2, 2, 2] and [2, 2, 3]");
  VOX_EXPECT_ERROR((void)MeasureSurfaceDistances(mask.to(at::kFloat), mask, UnitSpacing), ErrorKind::Internal,
                   "expected bool or uint8");
  VOX_EXPECT_ERROR((void)MeasureSurfaceDistances(mask, mask.unsqueeze(0), UnitSpacing), ErrorKind::Internal,
                   "[1, 2, 2, 2]");
}

TEST(LinearPercentile, InterpolatesBetweenRanksAsNumpyDoes)
{
  const auto ofOneTo = [](int n, double percentile) {
    std::vector<double> values(static_cast<std::size_t>(n));
    std::iota(values.rbegin(), values.rend(), 1.0);
    return LinearPercentile(values, percentile);
  };
  EXPECT_DOUBLE_EQ(ofOneTo(10, 95), 9.55);
  EXPECT_DOUBLE_EQ(ofOneTo(20, 95), 19.05);
  EXPECT_DOUBLE_EQ(ofOneTo(100, 95), 95.05);
  EXPECT_DOUBLE_EQ(ofOneTo(10, 0), 1.0);
  EXPECT_DOUBLE_EQ(ofOneTo(10, 100), 10.0);
  EXPECT_DOUBLE_EQ(ofOneTo(1, 95), 1.0);
}

TEST(NormalizedSurfaceDistance, AcceptsADistanceThatMissesTheToleranceByRoundingAlone)
{
  // 3 * 0.1 = 0.30000000000000004 in binary: MONAI says 1 here, surface-distance 0.5, MetricsReloaded 0.
  const at::Tensor a = BoxMask({14, 5, 5}, {{1, 1, 1}, {2, 4, 4}});
  const at::Tensor b = BoxMask({14, 5, 5}, {{4, 1, 1}, {5, 4, 4}});
  const SurfaceDistances distances = Measured(a, b, {0.1, 0.1, 0.1});
  EXPECT_EQ(NormalizedSurfaceDistance(distances, 0.3), 1.0);
  EXPECT_EQ(NormalizedSurfaceDistance(distances, 0.2999), 0.0);
}

} // namespace
