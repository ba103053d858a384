// SPDX-License-Identifier: Apache-2.0
#include "voxBootstrap.h"
#include "voxExpectError.h"
#include "voxPairedComparison.h"
#include "voxStatistic.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <vector>

namespace
{

using namespace vox;
using Values = std::vector<std::optional<double>>;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(Statistic, HasMeanMedianAndDeviationOfTheDefinedValues)
{
  const Statistic statistic = Summarize(Values{2.0, std::nullopt, 4.0, 9.0, 5.0});
  EXPECT_DOUBLE_EQ(*statistic.mean, 5.0);
  EXPECT_DOUBLE_EQ(*statistic.median, 4.5);
  EXPECT_DOUBLE_EQ(*statistic.standardDeviation, std::sqrt(26.0 / 3.0)); // numpy.std(ddof=1)
  EXPECT_EQ(statistic.finite, 4);
  EXPECT_EQ(statistic.undefined, 1);
}

TEST(Statistic, IsInfiniteWithAnInfiniteValue)
{
  const Statistic statistic = Summarize(Values{2.0, kInfinity, 3.0});
  EXPECT_EQ(statistic.mean, kInfinity);
  EXPECT_EQ(statistic.median, 3.0);
  EXPECT_FALSE(statistic.standardDeviation.has_value());
  EXPECT_EQ(statistic.infinite, 1);
}

TEST(Statistic, OfNothingAndOfOneValue)
{
  const Statistic nothing = Summarize(Values{std::nullopt});
  EXPECT_FALSE(nothing.mean || nothing.median || nothing.standardDeviation);
  EXPECT_EQ(nothing.undefined, 1);
  const Statistic one = Summarize(Values{3.0});
  EXPECT_EQ(one.mean, 3.0);
  EXPECT_FALSE(one.standardDeviation.has_value());
  EXPECT_FALSE(MeanOfDefined(Values()).has_value());
  EXPECT_TRUE(std::isnan(MeanOfDefined(std::vector<double>{std::nan("")})));
  EXPECT_EQ(MeanOfDefined(std::vector<double>{1.0, std::nan(""), 4.0}), 2.5);
  EXPECT_EQ(MeanOfDefined(Values{1.0, std::nullopt, 4.0}), 2.5);
}

TEST(Bootstrap, HoldsTheIntervalOfStudentsDistributionNearly)
{
  std::vector<double> values;
  for (int i = 0; i < 100; ++i)
  {
    values.push_back(i);
  }
  const Interval interval = *Bootstrap().OfMean(values);
  // Mean 49.5 with the standard error sqrt(833.25 / 100) = 2.887 of a drawn sample.
  EXPECT_NEAR(interval.low, 49.5 - 1.96 * 2.887, 0.15);
  EXPECT_NEAR(interval.high, 49.5 + 1.96 * 2.887, 0.15);
}

TEST(Bootstrap, OfTwoValuesHasTheThreeMeansThatCanBeDrawn)
{
  const std::vector<double> values{0.0, 1.0};
  EXPECT_EQ(*Bootstrap().OfMean(values), (Interval{0.0, 1.0}));
  EXPECT_EQ(*Bootstrap({.percent = 40.0}).OfMean(values), (Interval{0.5, 0.5}));
}

TEST(Bootstrap, IsAFunctionOfTheSeed)
{
  const std::vector<double> values{0.1, 0.4, 0.9, 0.7, 0.3};
  Bootstrap used;
  (void)used.OfMean(std::vector<double>{1.0, 2.0, 3.0});
  EXPECT_EQ(*used.OfMean(values), *Bootstrap().OfMean(values));
  EXPECT_NE(*Bootstrap({.resamples = 99, .seed = 1}).OfMean(values), *Bootstrap({.resamples = 99}).OfMean(values));
}

TEST(Bootstrap, ScalesWithTheValues)
{
  std::vector<double> values{0.5, 0.25, 2.0, 8.0, 1.0, 0.125};
  const Interval before = *Bootstrap().OfMedian(values);
  for (double & value : values)
  {
    value *= 4.0;
  }
  EXPECT_EQ(*Bootstrap().OfMedian(values), (Interval{before.low * 4.0, before.high * 4.0}));
}

TEST(Bootstrap, CarriesInfiniteValues)
{
  const Interval interval = *Bootstrap().OfMean(std::vector<double>{1.0, 1.0, 1.0, 1.0, kInfinity});
  EXPECT_EQ(interval, (Interval{1.0, kInfinity})); // a third of the samples lacks the infinite one
  EXPECT_FALSE(Bootstrap().OfMean(std::vector<double>{-kInfinity, 1.0, kInfinity}).has_value());
}

TEST(Bootstrap, OfMeansIsThatOfEachResample)
{
  const std::vector<Values> columns{{1.0, 0.0}, {0.5, std::nullopt}};
  // Drawn are the first alone (mean 0.75), the second alone (0), both (0.5 of the first column, 0.5 of the second).
  EXPECT_EQ(*Bootstrap().OfMeanOfMeans(columns), (Interval{0.0, 0.75}));
  EXPECT_EQ(*Bootstrap({.percent = 40.0}).OfMeanOfMeans(columns), (Interval{0.5, 0.5}));
}

TEST(Bootstrap, OfMeansLeavesOutCasesWithoutAnyValue)
{
  const std::vector<Values> columns{{0.25, std::nullopt, 1.0, 0.5}};
  EXPECT_EQ(*Bootstrap().OfMeanOfMeans(columns), *Bootstrap().OfMean(std::vector<double>{0.25, 1.0, 0.5}));
  EXPECT_FALSE(Bootstrap().OfMeanOfMeans(std::vector<Values>{{0.5, std::nullopt}}).has_value());
  EXPECT_FALSE(Bootstrap().OfMeanOfMeans({}).has_value());
}

TEST(Bootstrap, RefusesWhatMakesNoInterval)
{
  EXPECT_FALSE(Bootstrap().OfMean(std::vector<double>{1.0}).has_value());
  VOX_EXPECT_ERROR(Bootstrap({.resamples = 0}), ErrorKind::Usage, "0 resamples");
  VOX_EXPECT_ERROR(Bootstrap({.percent = 100.0}), ErrorKind::Usage, "100 %");
}

TEST(PairedComparison, IsOverTheCasesThatDefineBoth)
{
  Bootstrap bootstrap;
  const PairedComparison result = Compare(Values{0.9, 0.8, std::nullopt, 0.7, std::nullopt},
                                          Values{0.8, 0.9, 0.5, std::nullopt, std::nullopt}, bootstrap);
  EXPECT_EQ(result.pairs, 2);
  EXPECT_EQ(result.undefinedFirst, 2);
  EXPECT_EQ(result.undefinedSecond, 2);
  EXPECT_DOUBLE_EQ(*result.firstMean, 0.85);
  EXPECT_DOUBLE_EQ(*result.secondMean, 0.85);
  EXPECT_NEAR(*result.meanDifference, 0.0, 1e-15);
}

TEST(PairedComparison, TakesFirstMinusSecond)
{
  Bootstrap bootstrap;
  const PairedComparison result = Compare(Values{3.0, 5.0, 9.0}, Values{2.0, 3.0, 1.0}, bootstrap);
  EXPECT_DOUBLE_EQ(*result.meanDifference, 11.0 / 3.0);
  EXPECT_DOUBLE_EQ(*result.medianDifference, 2.0);
  EXPECT_EQ(*result.medianInterval, (Interval{1.0, 8.0}));
  EXPECT_EQ(result.wilcoxon->pValue, 0.25); // scipy.stats.wilcoxon([1, 2, 8]), SciPy 1.17.1
}

TEST(PairedComparison, CountsTwoInfiniteValuesAsEqual)
{
  Bootstrap bootstrap;
  const PairedComparison result = Compare(Values{kInfinity, kInfinity, 3.0}, Values{kInfinity, 4.0, 1.0}, bootstrap);
  EXPECT_EQ(result.infinite, 2);
  EXPECT_EQ(result.meanDifference, kInfinity);
  EXPECT_EQ(result.medianDifference, 2.0);
  EXPECT_EQ(result.wilcoxon->zeros, 1);
}

TEST(PairedComparison, HasNoMeanWhereBothInfinitiesMeet)
{
  Bootstrap bootstrap;
  const PairedComparison result = Compare(Values{kInfinity, 3.0, 2.0}, Values{4.0, kInfinity, 1.0}, bootstrap);
  EXPECT_FALSE(result.meanDifference.has_value());
  EXPECT_FALSE(result.meanInterval.has_value());
  EXPECT_EQ(result.medianDifference, 1.0);
  EXPECT_EQ(result.pairs, 3);
}

TEST(PairedComparison, OfNoPairSaysSo)
{
  Bootstrap bootstrap;
  const PairedComparison result = Compare(Values{std::nullopt}, Values{1.0}, bootstrap);
  EXPECT_EQ(result.pairs, 0);
  EXPECT_FALSE(result.firstMean || result.meanDifference || result.wilcoxon || result.meanInterval);
  VOX_EXPECT_ERROR((void)Compare(Values{1.0}, Values{}, bootstrap), ErrorKind::Internal, "1 and 0");
}

} // namespace
