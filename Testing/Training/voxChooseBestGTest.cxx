// SPDX-License-Identifier: Apache-2.0
#include "voxChooseBest.h"
#include "voxExpectError.h"

#include <vector>

namespace
{

using namespace vox;

using Scores = std::vector<std::optional<double>>;

TEST(ChooseBest, TakesTheHighestAndTheFirstOfEquals)
{
  EXPECT_EQ(ChooseBest(Scores{0.5}), 0U);
  EXPECT_EQ(ChooseBest(Scores{0.5, 0.7, 0.6}), 1U);
  EXPECT_EQ(ChooseBest(Scores{0.5, 0.7, 0.7}), 1U);
  EXPECT_EQ(ChooseBest(Scores{0.0, -1.0}), 0U);
}

TEST(ChooseBest, NeverTakesAnUndefinedScore)
{
  EXPECT_EQ(ChooseBest(Scores{std::nullopt, 0.0}), 1U);
  EXPECT_EQ(ChooseBest(Scores{-1.0, std::nullopt}), 0U);
  VOX_EXPECT_ERROR((void)ChooseBest({}), ErrorKind::BadInput, "found 0 candidates");
  VOX_EXPECT_ERROR((void)ChooseBest(Scores{std::nullopt, std::nullopt}), ErrorKind::BadInput, "found 2 candidates");
}

} // namespace
