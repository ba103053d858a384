// SPDX-License-Identifier: Apache-2.0
#include "voxDamagedJson.h"
#include "voxPlanFixture.h"

namespace vox
{
namespace
{

void
ReadPlan(const Json & document)
{
  const Plan plan = ParsePlan(document, "plans.json");
  for (const std::string & name : plan.ConfigurationNames())
  {
    static_cast<void>(plan.Configuration(name, "plans.json"));
  }
}

TEST(DamagedPlan, EveryValueReplacedIsReadOrRefusedInOneLine)
{
  for (const Plan & plan : {testing::SmallPlan(), testing::SmallPlan(Planner::ResEncM), testing::CascadePlan()})
  {
    EXPECT_GT(testing::ReadDamaged(plan.document, ReadPlan), 100); // names and statistics may be anything
  }
}

TEST(DamagedPlan, ChangedBytesAreReadOrRefusedInOneLine)
{
  testing::ReadDamagedText(testing::CascadePlan().document.dump(), 2000,
                           [](const std::string & text) { ReadPlan(ParseJson(text, "plans.json")); });
}

} // namespace
} // namespace vox
