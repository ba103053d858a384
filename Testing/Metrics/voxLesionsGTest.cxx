// SPDX-License-Identifier: Apache-2.0
#include "voxExpectError.h"
#include "voxLesions.h"
#include "voxMaskExamples.h"
#include "voxNpy.h"
#include "voxSharedFolder.h"

#include <gtest/gtest.h>

#include <cmath>

namespace
{

using namespace vox;
using namespace vox::testing;

constexpr Zyx<double> kUnit{1.0, 1.0, 1.0};

EvaluationOptions
With(const LesionOptions & lesions)
{
  EvaluationOptions options;
  options.lesions = lesions;
  return options;
}

LesionMeasures
Measure(const at::Tensor & reference, const at::Tensor & prediction, const LesionOptions & lesions = {},
        const Zyx<double> & spacingMm = kUnit)
{
  return MeasureLesions(reference, prediction, spacingMm, With(lesions));
}

/** Components by flooding from voxel to voxel, for comparison; -1 where there is none. */
std::vector<int>
FloodedComponents(const at::Tensor & mask, bool full)
{
  const std::int64_t depth = mask.size(0), height = mask.size(1), width = mask.size(2);
  const auto * inside = mask.data_ptr<std::uint8_t>();
  std::vector<int> component(static_cast<std::size_t>(mask.numel()), -1);
  int count = 0;
  for (std::int64_t start = 0; start < mask.numel(); ++start)
  {
    std::vector<std::int64_t> front;
    if (inside[start] != 0 && component[start] < 0)
    {
      component[start] = count++;
      front.push_back(start);
    }
    while (!front.empty())
    {
      const std::int64_t at = front.back();
      front.pop_back();
      for (int step = 0; step < 27; ++step)
      {
        const std::int64_t dz = step / 9 - 1, dy = step / 3 % 3 - 1, dx = step % 3 - 1;
        const std::int64_t z = at / (height * width) + dz, y = at / width % height + dy, x = at % width + dx;
        const bool isNeighbor = full || std::abs(dz) + std::abs(dy) + std::abs(dx) == 1;
        if (!isNeighbor || z < 0 || z >= depth || y < 0 || y >= height || x < 0 || x >= width)
        {
          continue;
        }
        const std::int64_t next = (z * height + y) * width + x;
        if (inside[next] != 0 && component[next] < 0)
        {
          component[next] = component[at];
          front.push_back(next);
        }
      }
    }
  }
  return component;
}

/** Sums over all pairs of lesions whose IoU is above one half, where no lesion has two. */
std::pair<int, double>
MatchesAboveHalf(const std::vector<int> & a, const std::vector<int> & b)
{
  const int countA = *std::ranges::max_element(a) + 1;
  const int countB = *std::ranges::max_element(b) + 1;
  std::pair<int, double> matches{0, 0.0};
  for (int i = 0; i < countA; ++i)
  {
    for (int j = 0; j < countB; ++j)
    {
      int both = 0;
      int either = 0;
      for (std::size_t v = 0; v < a.size(); ++v)
      {
        both += a[v] == i && b[v] == j ? 1 : 0;
        either += a[v] == i || b[v] == j ? 1 : 0;
      }
      if (2 * both > either)
      {
        ++matches.first;
        matches.second += static_cast<double>(both) / either;
      }
    }
  }
  return matches;
}

TEST(Lesions, CountsMatchedMissedAndFalseOnes)
{
  at::Tensor reference = EmptyMask({12, 12, 12});
  at::Tensor prediction = EmptyMask({12, 12, 12});
  Fill(reference, Cube(1, 3));
  Fill(prediction, Cube(1, 3));
  Fill(reference, {{6, 6, 6}, {8, 8, 9}});
  Fill(prediction, {{6, 6, 6}, {8, 8, 8}});
  Fill(reference, {{10, 0, 0}, {11, 1, 1}});
  Fill(prediction, {{0, 10, 10}, {1, 12, 12}});
  Fill(prediction, {{5, 0, 11}, {6, 1, 12}});
  const LesionMeasures measures = Measure(reference, prediction);
  EXPECT_EQ(measures.referenceLesions, 3);
  EXPECT_EQ(measures.predictionLesions, 4);
  ASSERT_EQ(measures.pairs.size(), 2U);
  EXPECT_DOUBLE_EQ(*measures.precision, 0.5);
  EXPECT_DOUBLE_EQ(*measures.sensitivity, 2.0 / 3.0);
  EXPECT_DOUBLE_EQ(*measures.f1, 4.0 / 7.0);
  EXPECT_DOUBLE_EQ(*measures.segmentationQuality, (1.0 + 2.0 / 3.0) / 2.0);
  EXPECT_DOUBLE_EQ(*measures.panopticQuality, *measures.segmentationQuality * *measures.f1);
  EXPECT_DOUBLE_EQ(*measures.meanDice, (1.0 + 0.8) / 2.0);
  // Of the larger box's 12 voxels 4 are a voxel away from the smaller: percentile 95 of them is 1.
  EXPECT_DOUBLE_EQ(*measures.meanHausdorff95Mm, 0.5);
}

TEST(Lesions, EqualsFloodingAndTryingAllPairs)
{
  for (const Zyx<std::int64_t> & size : {Zyx<std::int64_t>{6, 7, 8}, Zyx<std::int64_t>{1, 14, 15}})
  {
    const at::Tensor reference = NoiseMask(size, 0.2, 1);
    at::Tensor prediction = reference.clone();
    prediction.bitwise_xor_(NoiseMask(size, 0.03, 2));
    for (const LesionConnectivity connectivity : {LesionConnectivity::Full, LesionConnectivity::Face})
    {
      const bool full = connectivity == LesionConnectivity::Full;
      const auto a = FloodedComponents(reference, full);
      const auto b = FloodedComponents(prediction, full);
      const auto [matches, iou] = MatchesAboveHalf(a, b);
      const LesionMeasures measures = Measure(reference, prediction, {.connectivity = connectivity});
      EXPECT_EQ(measures.referenceLesions, *std::ranges::max_element(a) + 1);
      EXPECT_EQ(measures.predictionLesions, *std::ranges::max_element(b) + 1);
      ASSERT_EQ(measures.pairs.size(), static_cast<std::size_t>(matches));
      ASSERT_GT(matches, 0);
      EXPECT_NEAR(*measures.segmentationQuality * matches, iou, 1e-12);
    }
  }
}

TEST(Lesions, ConnectivityDecidesAboutDiagonalNeighbors)
{
  for (const std::int64_t depth : {1, 3})
  {
    at::Tensor mask = EmptyMask({depth, 4, 4});
    Fill(mask, {{0, 0, 0}, {1, 1, 1}});
    Fill(mask, {{0, 1, 1}, {1, 2, 2}});
    EXPECT_EQ(Measure(mask, mask).referenceLesions, 1);
    EXPECT_EQ(Measure(mask, mask, {.connectivity = LesionConnectivity::Face}).referenceLesions, 2);
  }
}

TEST(Lesions, LeavesSmallComponentsOutByVolume)
{
  at::Tensor reference = EmptyMask({4, 8, 8});
  Fill(reference, {{0, 0, 0}, {1, 1, 3}});
  Fill(reference, {{2, 4, 4}, {3, 6, 6}});
  const Zyx<double> spacing{0.1, 0.1, 0.1};
  // Three voxels are 0.003 mm3, which binary arithmetic does not have exactly.
  EXPECT_EQ(Measure(reference, reference, {.minimumMm3 = 0.003}, spacing).referenceLesions, 2);
  EXPECT_EQ(Measure(reference, reference, {.minimumMm3 = 0.0031}, spacing).referenceLesions, 1);
  EXPECT_EQ(Measure(reference, reference, {.minimumMm3 = 0.1}, spacing).referenceLesions, 0);
}

TEST(Lesions, MatchesOneToOneByTheLargestOverlap)
{
  at::Tensor reference = EmptyMask({1, 1, 20});
  at::Tensor prediction = EmptyMask({1, 1, 20});
  Fill(reference, Rectangle(0, 1, 0, 10));
  Fill(prediction, Rectangle(0, 1, 0, 3));
  Fill(prediction, Rectangle(0, 1, 4, 9));
  EXPECT_EQ(Measure(reference, prediction).pairs.size(), 0U); // IoU 0.5 is not above 0.5
  const LesionMeasures any = Measure(reference, prediction, {.iouThreshold = 0.0});
  ASSERT_EQ(any.pairs.size(), 1U);
  EXPECT_DOUBLE_EQ(any.pairs[0].iou, 0.5);
  EXPECT_DOUBLE_EQ(*any.precision, 0.5);
  EXPECT_DOUBLE_EQ(*any.sensitivity, 1.0);
}

TEST(Lesions, SaysWhatIsUndefinedInEmptyMaps)
{
  const at::Tensor empty = EmptyMask({4, 4, 4});
  const at::Tensor one = BoxMask({4, 4, 4}, Cube(1, 3));
  const LesionMeasures neither = Measure(empty, empty);
  EXPECT_FALSE(neither.precision || neither.sensitivity || neither.f1 || neither.panopticQuality);
  const LesionMeasures missed = Measure(one, empty);
  EXPECT_FALSE(missed.precision || missed.segmentationQuality || missed.meanDice || missed.meanHausdorff95Mm);
  EXPECT_EQ(missed.sensitivity, 0.0);
  EXPECT_EQ(missed.f1, 0.0);
  EXPECT_EQ(missed.panopticQuality, 0.0);
  const LesionMeasures invented = Measure(empty, one);
  EXPECT_FALSE(invented.sensitivity.has_value());
  EXPECT_EQ(invented.precision, 0.0);
  EXPECT_EQ(invented.f1, 0.0);
}

TEST(Lesions, AreTheSameInAFlippedImage)
{
  const at::Tensor reference = NoiseMask({5, 9, 7}, 0.15, 3);
  const at::Tensor prediction = reference.bitwise_xor(NoiseMask({5, 9, 7}, 0.02, 4));
  const Zyx<double> spacing{3.0, 0.5, 0.75};
  const LesionMeasures before = Measure(reference, prediction, {}, spacing);
  const LesionMeasures after =
      Measure(reference.flip({0, 2}).contiguous(), prediction.flip({0, 2}).contiguous(), {}, spacing);
  ASSERT_GT(before.pairs.size(), 3U);
  EXPECT_EQ(after.pairs.size(), before.pairs.size());
  EXPECT_NEAR(*after.panopticQuality, *before.panopticQuality, 1e-15);
  EXPECT_NEAR(*after.meanHausdorff95Mm, *before.meanHausdorff95Mm, 1e-12);
}

TEST(Lesions, MeasureDistancesInMillimetersToTheirPartnerAlone)
{
  at::Tensor reference = EmptyMask({9, 9, 9});
  at::Tensor prediction = EmptyMask({9, 9, 9});
  Fill(reference, {{2, 2, 2}, {3, 4, 4}}); // one slice of a volume: no 2D image
  Fill(prediction, {{2, 2, 2}, {4, 4, 4}});
  Fill(prediction, {{6, 2, 2}, {7, 4, 4}});
  const LesionMeasures measures = Measure(reference, prediction, {.iouThreshold = 0.3}, {5.0, 1.0, 1.0});
  ASSERT_EQ(measures.pairs.size(), 1U);
  EXPECT_DOUBLE_EQ(*measures.pairs[0].hausdorff95Mm, 5.0);
  EvaluationOptions overlapOnly = With({.iouThreshold = 0.3});
  overlapOnly.distances = false;
  EXPECT_FALSE(MeasureLesions(reference, prediction, kUnit, overlapOnly).meanHausdorff95Mm.has_value());
}

TEST(Lesions, RefuseOptionsOutOfRangeAndOtherShapes)
{
  const at::Tensor mask = EmptyMask({2, 2, 2});
  VOX_EXPECT_ERROR((void)Measure(mask, mask, {.iouThreshold = 1.0}), ErrorKind::Usage, "iou_threshold: found 1");
  VOX_EXPECT_ERROR((void)Measure(mask, mask, {.iouThreshold = std::nan("")}), ErrorKind::Usage, "iou_threshold");
  VOX_EXPECT_ERROR((void)Measure(mask, mask, {.minimumMm3 = -1.0}), ErrorKind::Usage, "minimum_mm3: found -1");
  VOX_EXPECT_ERROR((void)Measure(mask, EmptyMask({2, 2, 3})), ErrorKind::Internal, "[2, 2, 3]");
}

TEST(LesionsParity, PanopticQualityEqualsMonai)
{
  VOX_REQUIRE_SHARED("parity/numeric/metrics");
  const auto root = SharedPath("parity/numeric/metrics");
  for (const Json & example : ReadJson(root / "panoptic.json")["cases"])
  {
    const auto map = [&](const char * key) {
      const at::Tensor values = ReadNpy(root / example[key].get<std::string>()).to(at::kInt);
      return (values.dim() == 2 ? values.unsqueeze(0) : values).contiguous();
    };
    for (const char * threshold : {"0.5", "0.3"})
    {
      const LesionMeasures measures =
          MeasureInstances(map("ref"), map("pred"), kUnit, With({.iouThreshold = std::stod(threshold)}));
      const auto of = [&](const std::string & key) { return example[key + "_" + threshold].get<double>(); };
      const Json confusion = example[std::string("monai_confusion (tp, fp, fn, sum iou)_") + threshold];
      const auto matched = static_cast<double>(measures.pairs.size());
      EXPECT_EQ(matched, confusion[0]);
      EXPECT_EQ(static_cast<double>(measures.predictionLesions) - matched, confusion[1]);
      EXPECT_EQ(static_cast<double>(measures.referenceLesions) - matched, confusion[2]);
      // MONAI adds 1e-6 to its denominators.
      EXPECT_NEAR(*measures.panopticQuality, of("monai_pq_iou"), 2e-6) << example["name"];
      EXPECT_NEAR(measures.segmentationQuality.value_or(0.0), of("monai_sq_iou"), 2e-6) << example["name"];
      EXPECT_NEAR(*measures.f1, of("monai_rq_iou"), 2e-6) << example["name"];
    }
  }
}

} // namespace
