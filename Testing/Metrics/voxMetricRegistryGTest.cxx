// SPDX-License-Identifier: Apache-2.0
#include "voxMeasureTable.h"
#include "voxMetricRegistry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace
{

using namespace vox;

EvaluationOptions
Everything()
{
  EvaluationOptions options;
  options.clDice = true;
  options.lesions.emplace();
  options.calibration.emplace();
  return options;
}

TEST(MetricRegistry, DescribesEveryMeasureOfASummaryInItsOrder)
{
  std::vector<std::string> reported;
  for (const Measure & measure : ReportedMeasures(Everything()))
  {
    reported.push_back(measure.jsonKey);
  }
  std::vector<std::string> described;
  for (const MetricEntry & entry : MetricRegistry())
  {
    described.emplace_back(entry.name);
    EXPECT_FALSE(entry.formula.empty() || entry.source.empty()) << entry.name;
  }
  EXPECT_EQ(described, reported);
}

TEST(MetricRegistry, NamesOptionsThatExist)
{
  std::vector<std::string> keys;
  EvaluationOptions options;
  VisitFields(options, [&](const char * key, auto &, const char *) { keys.emplace_back(key); });
  for (const MetricEntry & entry : MetricRegistry())
  {
    std::istringstream words{std::string(entry.options)};
    for (std::string word; words >> word;)
    {
      EXPECT_THAT(keys, ::testing::Contains(word)) << entry.name;
    }
  }
}

} // namespace
