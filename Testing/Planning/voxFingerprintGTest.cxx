// SPDX-License-Identifier: Apache-2.0
#include "voxFingerprint.h"

#include "voxNumpyRandom.h"
#include "voxPlanFixture.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <functional>

namespace vox
{
namespace
{

using testing::ExpectError;

/** Zero outside `box`, 1 inside; the label is 1 inside. */
LabelledVolume
BoxCase(const Zyx<std::int64_t> & size, const Box & box, std::int64_t channels = 1)
{
  ImageGeometry geometry;
  geometry.size = size;
  geometry.spacingMm = {3, 2, 1};
  at::Tensor labels = at::zeros({1, size.z, size.y, size.x}, at::kInt);
  labels.narrow(1, box.lower.z, box.Size().z)
      .narrow(2, box.lower.y, box.Size().y)
      .narrow(3, box.lower.x, box.Size().x)
      .fill_(1);
  const at::Tensor image = labels.to(at::kFloat).repeat({channels, 1, 1, 1});
  return {"case_1", MakeVolume(image, geometry), MakeVolume(labels, geometry)};
}

constexpr std::int64_t kCases = 3;
constexpr std::int64_t kDraws = 6000;

Fingerprint
Compute(const LabelledVolume & item, ReadingOrder order = ReadingOrder::AsStored, std::int64_t cases = kCases)
{
  return ComputeFingerprint(
      cases, [&](std::int64_t) { return item; }, order, {}, kDraws);
}

TEST(Fingerprint, RecordsSpacingAndTheBoxThatIsNotZero)
{
  const Fingerprint fingerprint = Compute(BoxCase({4, 6, 8}, {{1, 2, 3}, {3, 6, 5}}));
  ASSERT_EQ(fingerprint.shapesAfterCrop.size(), static_cast<std::size_t>(kCases));
  EXPECT_EQ(fingerprint.shapesAfterCrop.front(), (Zyx<std::int64_t>{2, 4, 2}));
  EXPECT_EQ(fingerprint.spacingsMm.front(), (Zyx<double>{3, 2, 1}));
  EXPECT_DOUBLE_EQ(fingerprint.medianRelativeSizeAfterCropping, 16.0 / 192.0);
}

TEST(Fingerprint, UnitesTheBoxesOfAllChannels)
{
  LabelledVolume item = BoxCase({4, 6, 8}, {{1, 2, 3}, {3, 6, 5}}, 2);
  item.image.voxels[1].zero_();
  item.image.voxels[1][0][0][0] = -7;
  EXPECT_EQ(Compute(item).shapesAfterCrop.front(), (Zyx<std::int64_t>{3, 6, 5}));
}

TEST(Fingerprint, LeavesForegroundOutsideOfTheBoxOut)
{
  LabelledVolume item = BoxCase({4, 6, 8}, {{1, 2, 3}, {3, 6, 5}});
  item.labels.voxels.fill_(1);
  const IntensityStatistics statistics = Compute(item).foregroundIntensities.front();
  EXPECT_EQ(statistics.minimum, 1.0);
  EXPECT_EQ(statistics.maximum, 1.0);
  EXPECT_EQ(statistics.standardDeviation, 0.0);
}

TEST(Fingerprint, DrawsExactlyNumpysNumbers)
{
  ImageGeometry geometry;
  geometry.size = {2, 3, 4};
  at::Tensor image = at::arange(1, 49, at::kFloat).reshape({2, 2, 3, 4});
  image[1] *= -0.5;
  at::Tensor labels = at::zeros({1, 2, 3, 4}, at::kInt);
  labels[0][1].fill_(2);
  labels[0][0][0][3] = 1;
  const LabelledVolume item{"case_1", MakeVolume(image, geometry), MakeVolume(labels, geometry)};
  const Fingerprint fingerprint = Compute(item);
  ASSERT_EQ(fingerprint.foregroundIntensities.size(), 2U);

  const at::Tensor foreground = labels[0].flatten().nonzero().squeeze(1);
  NumpyRandom random(1234);
  for (std::size_t channel = 0; channel < 2; ++channel)
  {
    const at::Tensor values = image[static_cast<std::int64_t>(channel)].flatten().index_select(0, foreground);
    std::vector<double> drawn;
    for (const std::int64_t i : random.ChoiceWithReplacement(foreground.numel(), kDraws / kCases))
    {
      drawn.push_back(values[i].item<double>());
    }
    const at::Tensor sample = at::tensor(drawn, at::kDouble);
    const IntensityStatistics & statistics = fingerprint.foregroundIntensities[channel];
    EXPECT_NEAR(statistics.mean, sample.mean().item<double>(), 1e-12 * std::abs(statistics.mean));
    EXPECT_NEAR(statistics.standardDeviation, sample.std(false).item<double>(), 1e-12 * statistics.standardDeviation);
    EXPECT_EQ(statistics.minimum, sample.min().item<double>());
    EXPECT_EQ(statistics.maximum, sample.max().item<double>());
    EXPECT_NEAR(statistics.percentile005, at::quantile(sample, 0.005).item<double>(), 1e-12);
    EXPECT_NEAR(statistics.median, at::quantile(sample, 0.5).item<double>(), 1e-12);
    EXPECT_NEAR(statistics.percentile995, at::quantile(sample, 0.995).item<double>(), 1e-12);
  }
}

TEST(Fingerprint, ReordersToRasBeforeItMeasures)
{
  // Tensor axes point to anterior, superior, right: z and y change places.
  LabelledVolume item = BoxCase({4, 6, 8}, {{1, 2, 3}, {3, 6, 5}});
  const Matrix3 direction{{{0, 0, -1}, {-1, 0, 0}, {0, 1, 0}}};
  item.image.geometry.directionLps = item.labels.geometry.directionLps = direction;
  const Fingerprint fingerprint = Compute(item, ReadingOrder::Ras);
  EXPECT_EQ(fingerprint.shapesAfterCrop.front(), (Zyx<std::int64_t>{4, 2, 2}));
  EXPECT_EQ(fingerprint.spacingsMm.front(), (Zyx<double>{2, 3, 1}));
  EXPECT_EQ(Compute(item, ReadingOrder::AsStored).spacingsMm.front(), (Zyx<double>{3, 2, 1}));
}

TEST(Fingerprint, MakesSingleSlicesVeryThick)
{
  EXPECT_EQ(Compute(BoxCase({1, 6, 8}, {{0, 2, 3}, {1, 6, 5}})).spacingsMm.front(), (Zyx<double>{1998, 2, 1}));
}

TEST(Fingerprint, SurvivesJson)
{
  const Fingerprint fingerprint = testing::UniformFingerprint(3, {3, 2, 1.25}, {10, 20, 30});
  const Json json = ToJson(fingerprint);
  EXPECT_EQ(ToJson(FingerprintFromJson(json, "f.json")).dump(), json.dump());
  std::vector<std::string> keys;
  for (const auto & [key, value] : json.items())
  {
    keys.push_back(key);
  }
  EXPECT_TRUE(std::is_sorted(keys.begin(), keys.end()));
}

TEST(Fingerprint, NamesWhatIsWrongWithAFile)
{
  const auto parse = [](const Json & json) { (void)FingerprintFromJson(json, "f.json"); };
  const Json good = ToJson(testing::UniformFingerprint(2, {1, 1, 1}, {9, 9, 9}));
  Json json = good;
  json.erase("spacings");
  ExpectError(ErrorKind::BadInput, "f.json: the key 'spacings' is missing", [&] { parse(json); });
  json = good;
  json["spacings"].erase(0);
  ExpectError(ErrorKind::BadInput, "f.json: found 1 spacings and 2 shapes_after_crop", [&] { parse(json); });
  json = good;
  json["foreground_intensity_properties_per_channel"]["0"]["mean"] = nullptr;
  ExpectError(ErrorKind::BadInput, "0: mean: found null, expected a number", [&] { parse(json); });
}

TEST(Fingerprint, NamesTheCaseThatDoesNotFit)
{
  const LabelledVolume item = BoxCase({4, 6, 8}, {{1, 2, 3}, {3, 6, 5}});
  LabelledVolume shifted = item;
  shifted.labels.geometry.originLps[0] += 1;
  ExpectError(ErrorKind::BadInput, "case_1", [&] { (void)Compute(shifted, ReadingOrder::AsStored, 1); });
  const LabelledVolume two = BoxCase({4, 6, 8}, {{1, 2, 3}, {3, 6, 5}}, 2);
  ExpectError(ErrorKind::BadInput, "case case_1: found 2 channels, expected 1", [&] {
    (void)ComputeFingerprint(
        2, [&](std::int64_t i) { return i == 0 ? item : two; }, ReadingOrder::AsStored, {}, kDraws);
  });
}

TEST(Fingerprint, NeedsCasesAndForeground)
{
  ExpectError(ErrorKind::BadInput, "at least one training case", [] { (void)Compute({}, ReadingOrder::Ras, 0); });
  LabelledVolume item = BoxCase({4, 6, 8}, {{1, 2, 3}, {3, 6, 5}});
  item.labels.voxels.zero_();
  ExpectError(ErrorKind::BadInput, "none of the 2 training cases has a labelled voxel",
              [&] { (void)Compute(item, ReadingOrder::AsStored, 2); });
}

/** An error of one line for each problem. */
std::string
ProblemsOf(const std::function<void()> & work)
{
  try
  {
    work();
  }
  catch (const Error & error)
  {
    EXPECT_EQ(error.Kind(), ErrorKind::BadInput);
    return error.what();
  }
  return "";
}

TEST(Fingerprint, GoesOnAfterABadCaseAndTellsAllProblems)
{
  const LabelledVolume good = BoxCase({4, 6, 8}, {{1, 2, 3}, {3, 6, 5}});
  LabelledVolume shifted = good;
  shifted.name = "shifted";
  shifted.labels.geometry.originLps[0] += 1;
  LabelledVolume two = BoxCase({4, 6, 8}, {{1, 2, 3}, {3, 6, 5}}, 2);
  two.name = "two";
  std::atomic<int> reads = 0;
  const auto read = [&](std::int64_t i) {
    ++reads;
    if (i == 0)
    {
      Fail(ErrorKind::BadInput, "a.nii.gz: is empty\na.nii.gz: is old");
    }
    return i == 2 ? shifted : i == 4 ? two : good;
  };
  const std::string problems =
      ProblemsOf([&] { (void)ComputeFingerprint(6, read, ReadingOrder::AsStored, {}, kDraws); });
  EXPECT_EQ(reads, 6);
  EXPECT_THAT(problems, ::testing::MatchesRegex("a.nii.gz: is empty\na.nii.gz: is old\nimage of case shifted and its "
                                                "labels do not cover.*\ncase two: found 2 channels, expected 1 as in "
                                                "the first case"));
}

TEST(Fingerprint, LetsOtherErrorsPass)
{
  const auto read = [](std::int64_t) -> LabelledVolume { Fail(ErrorKind::Resource, "no memory"); };
  ExpectError(ErrorKind::Resource, "no memory",
              [&] { (void)ComputeFingerprint(3, read, ReadingOrder::AsStored, {}, kDraws); });
}

/** Counts the cases whose voxels are in memory. */
class LiveCases
{
public:
  LabelledVolume
  Read()
  {
    LabelledVolume item = BoxCase({40, 60, 80}, {{1, 2, 3}, {30, 60, 50}});
    const int live = ++m_Live;
    for (int most = m_Most; most < live && !m_Most.compare_exchange_weak(most, live);)
    {}
    // The deleter runs when the last view of the image is gone; the storage it stands for lives as long.
    at::Tensor voxels = item.image.voxels;
    item.image.voxels = at::from_blob(
        voxels.mutable_data_ptr(), voxels.sizes(), [this, voxels](void *) { --m_Live; }, voxels.options());
    return item;
  }
  [[nodiscard]] int
  Live() const
  {
    return m_Live;
  }
  [[nodiscard]] int
  Most() const
  {
    return m_Most;
  }

private:
  std::atomic<int> m_Live = 0;
  std::atomic<int> m_Most = 0;
};

TEST(Fingerprint, HoldsTwoCasesAtMostAndOneOnOneThread)
{
  for (const int threads : {1, 2, 16})
  {
    LiveCases cases;
    RunContext context;
    context.threads = threads;
    (void)ComputeFingerprint(
        24, [&](std::int64_t) { return cases.Read(); }, ReadingOrder::AsStored, context, kDraws);
    EXPECT_EQ(cases.Live(), 0);
    EXPECT_GE(cases.Most(), 1);
    EXPECT_LE(cases.Most(), std::min(threads, 2)) << threads;
  }
}

TEST(Fingerprint, IsTheSameOnAnyNumberOfThreads)
{
  const auto read = [](std::int64_t i) {
    LabelledVolume item = BoxCase({4 + i % 3, 6, 8}, {{1, 2, 3}, {3, 6, 5}});
    item.image.voxels.mul_(0.37F * static_cast<float>(i - 5)); // case 5 holds -0
    item.image.geometry.spacingMm.z = item.labels.geometry.spacingMm.z = 1.0 + static_cast<double>(i);
    return item;
  };
  RunContext context;
  context.threads = 1;
  const std::string expected = ToJson(ComputeFingerprint(20, read, ReadingOrder::AsStored, context, kDraws)).dump();
  for (const int threads : {2, 16})
  {
    context.threads = threads;
    EXPECT_EQ(ToJson(ComputeFingerprint(20, read, ReadingOrder::AsStored, context, kDraws)).dump(), expected);
  }
}

TEST(Fingerprint, ReportsProgressAndStopsWhenAsked)
{
  const LabelledVolume item = BoxCase({4, 6, 8}, {{1, 2, 3}, {3, 6, 5}});
  std::atomic<bool> cancelled = false;
  std::vector<double> fractions;
  RunContext context;
  context.cancelled = &cancelled;
  context.threads = 1;
  context.onProgress = [&](double fraction, std::string_view what) {
    EXPECT_THAT(std::string(what), ::testing::HasSubstr("of 3 cases"));
    fractions.push_back(fraction);
    cancelled = fractions.size() == 2;
  };
  EXPECT_THROW((void)ComputeFingerprint(
                   kCases, [&](std::int64_t) { return item; }, ReadingOrder::Ras, context, kDraws),
               Cancelled);
  EXPECT_EQ(fractions, (std::vector<double>{1.0 / kCases, 2.0 / kCases}));
}

} // namespace
} // namespace vox
