// SPDX-License-Identifier: Apache-2.0
#include "voxExpectError.h"
#include "voxMultiOtsu.h"
#include "voxOtsu.h"
#include "voxShapes.h"

#include <algorithm>
#include <numeric>

namespace
{

using namespace vox;
using namespace vox::testing;

/** Steps along x with noise: a value for each third. */
Volume
ThreeLevels(std::uint64_t seed)
{
  const auto level = [](Zyx<double> at) { return at.x < 8.0 ? 20.0 : at.x < 20.0 ? 90.0 : 130.0; };
  return Noisy(Sampled({6, 20, 30}, {1, 1, 1}, level), 12.0, seed);
}

/** A histogram as the header says, written down once more. */
struct Histogram
{
  double lowest = 0.0;
  double width = 0.0;
  std::vector<double> counts;

  Histogram(const Volume & image, std::int64_t bins) : counts(static_cast<std::size_t>(bins), 0.0)
  {
    lowest = image.voxels.min().item<float>();
    width = (image.voxels.max().item<float>() - lowest) / static_cast<double>(bins);
    const float * voxels = image.voxels.data_ptr<float>();
    for (std::int64_t i = 0; i < image.voxels.numel(); ++i)
    {
      const auto bin = static_cast<std::int64_t>(std::floor((voxels[i] - lowest) / width));
      counts[static_cast<std::size_t>(std::min(bin, bins - 1))] += 1.0;
    }
  }

  /** w m^2 of the bins [first, last), m in bins from the lowest. Its sum over classes is largest where that of the
   * variances is: they differ by the square of the mean of all. */
  [[nodiscard]] double
  SquaredMean(std::size_t first, std::size_t last) const
  {
    double weight = 0.0;
    double sum = 0.0;
    for (std::size_t bin = first; bin < last; ++bin)
    {
      weight += counts[bin];
      sum += counts[bin] * (static_cast<double>(bin) + 0.5);
    }
    const double all = std::accumulate(counts.begin(), counts.end(), 0.0);
    return weight == 0.0 ? 0.0 : sum * sum / weight / all;
  }

  /** w (m - mean of all)^2 of these bins. */
  [[nodiscard]] double
  Variance(std::size_t first, std::size_t last) const
  {
    const double all = std::accumulate(counts.begin(), counts.end(), 0.0);
    const double mean = std::sqrt(SquaredMean(0, counts.size()));
    const double weight = std::accumulate(counts.begin() + static_cast<std::ptrdiff_t>(first),
                                          counts.begin() + static_cast<std::ptrdiff_t>(last), 0.0) /
                          all;
    const double own = weight == 0.0 ? mean : std::sqrt(SquaredMean(first, last) / weight);
    return weight * (own - mean) * (own - mean);
  }
};

TEST(Otsu, IsTheBestOfAllThresholds)
{
  for (const std::uint64_t seed : {1, 2, 3, 4})
  {
    const Volume image = ThreeLevels(seed);
    const Histogram histogram(image, 256);
    std::size_t best = 1;
    for (std::size_t edge = 1; edge < 256; ++edge)
    {
      const auto variance = [&](std::size_t at) { return histogram.Variance(0, at) + histogram.Variance(at, 256); };
      best = variance(edge) > variance(best) ? edge : best;
    }
    const double threshold = histogram.lowest + static_cast<double>(best) * histogram.width;
    const SegmentedVolume result = Otsu(image);
    EXPECT_NEAR(result.found["thresholds"][0].get<double>(), threshold, 1e-9 * std::abs(threshold)) << seed;
    EXPECT_EQ(Count(result.labels, 1), image.voxels.ge(threshold).sum().item<std::int64_t>()) << seed;
  }
}

TEST(MultiOtsu, IsTheBestOfAllPairsOfThresholds)
{
  const Volume image = ThreeLevels(5);
  const Histogram histogram(image, 32);
  std::pair<std::size_t, std::size_t> best;
  double largest = -1.0;
  for (std::size_t a = 1; a < 31; ++a)
  {
    for (std::size_t b = a + 1; b < 32; ++b)
    {
      const double variance = histogram.Variance(0, a) + histogram.Variance(a, b) + histogram.Variance(b, 32);
      if (variance > largest)
      {
        largest = variance;
        best = {a, b};
      }
    }
  }
  const SegmentedVolume result = MultiOtsu(image, {.thresholds = 2, .bins = 32});
  const Json & thresholds = result.found["thresholds"];
  ASSERT_EQ(thresholds.size(), 2U);
  EXPECT_NEAR(thresholds[0].get<double>(), histogram.lowest + static_cast<double>(best.first) * histogram.width, 1e-9);
  EXPECT_NEAR(thresholds[1].get<double>(), histogram.lowest + static_cast<double>(best.second) * histogram.width, 1e-9);
  EXPECT_EQ(Count(result.labels, 2), image.voxels.ge(thresholds[1].get<double>()).sum().item<std::int64_t>());
}

TEST(MultiOtsu, WithOneThresholdIsOtsu)
{
  const Volume image = ThreeLevels(6);
  const SegmentedVolume one = Otsu(image, {.bins = 64});
  const SegmentedVolume several = MultiOtsu(image, {.thresholds = 1, .bins = 64});
  EXPECT_TRUE(one.labels.voxels.equal(several.labels.voxels));
  EXPECT_EQ(one.found, several.found);
}

TEST(MultiOtsu, ValleyEmphasisWeighsBinsByTheirFrequency)
{
  const Volume image = ThreeLevels(7);
  const Histogram histogram(image, 16);
  const double voxels = static_cast<double>(image.voxels.numel());
  std::size_t best = 1;
  double largest = -1.0;
  for (std::size_t edge = 1; edge < 16; ++edge)
  {
    const double value = (1.0 - histogram.counts[edge - 1] / voxels) *
                         (histogram.SquaredMean(0, edge) + histogram.SquaredMean(edge, 16));
    best = value > largest ? edge : best;
    largest = std::max(largest, value);
  }
  const SegmentedVolume valley = MultiOtsu(image, {.thresholds = 1, .bins = 16, .valleyEmphasis = true});
  EXPECT_NEAR(valley.found["thresholds"][0].get<double>(),
              histogram.lowest + static_cast<double>(best) * histogram.width, 1e-9);
  EXPECT_NE(valley.found, MultiOtsu(image, {.thresholds = 1, .bins = 16}).found);
}

TEST(Otsu, SeparatesTwoValuesWhateverTheirScale)
{
  for (const double scale : {1e-6, 1.0, 1e6})
  {
    const auto level = [scale](Zyx<double> at) { return scale * (at.x < 3.0 ? -5.0 : 2.0); };
    const Volume image = Sampled({1, 5, 8}, {1, 1, 1}, level);
    EXPECT_EQ(Count(Otsu(image).labels, 1), 5 * 5) << scale;
    EXPECT_EQ(Count(Otsu(image, {.foreground = ForegroundSide::Darker}).labels, 1), 5 * 3) << scale;
    EXPECT_EQ(Count(Otsu(image, {.bins = 2}).labels, 1), 5 * 5) << scale;
  }
}

TEST(MultiOtsu, CountsLabelsFromTheBackgroundSide)
{
  const Volume image = Sampled({1, 4, 6}, {1, 1, 1}, [](Zyx<double> at) {
    return at.x < 3.0 ? 0.0 : at.x < 5.0 ? 10.0 : 20.0;
  });
  const Volume brighter = MultiOtsu(image).labels;
  const Volume darker = MultiOtsu(image, {.foreground = ForegroundSide::Darker}).labels;
  EXPECT_EQ(Count(brighter, 0), 12);
  EXPECT_EQ(Count(brighter, 2), 4);
  EXPECT_TRUE(darker.voxels.equal(2 - brighter.voxels));
}

TEST(MultiOtsu, RefusesMoreClassesThanIntensities)
{
  const Volume image = Sampled({1, 2, 4}, {1, 1, 1}, [](Zyx<double> at) { return at.x < 2.0 ? 0.0 : 1.0; });
  VOX_EXPECT_ERROR((void)MultiOtsu(image), ErrorKind::BadInput, "found intensities in 2 of 128 bins, expected 3");
}

TEST(MultiOtsu, RefusesOptionsThatCannotBe)
{
  VOX_EXPECT_ERROR(Validate(MultiOtsuOptions{.thresholds = 0}), ErrorKind::Usage, "thresholds: found 0");
  VOX_EXPECT_ERROR(Validate(MultiOtsuOptions{.thresholds = 4, .bins = 4}), ErrorKind::Usage, "5 classes");
  VOX_EXPECT_ERROR(Validate(MultiOtsuOptions{.thresholds = 6}), ErrorKind::Usage, "use fewer bins");
  VOX_EXPECT_ERROR(Validate(OtsuOptions{.bins = 1}), ErrorKind::Usage, "bins: found 1, expected 2 to 65536");
}

} // namespace
