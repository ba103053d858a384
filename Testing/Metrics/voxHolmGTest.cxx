// SPDX-License-Identifier: Apache-2.0
#include "voxHolm.h"

#include <gmock/gmock.h>

namespace
{

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::Optional;

// As R 4.2's p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm").
TEST(Holm, StepsDown)
{
  const std::vector<std::optional<double>> p{0.01, 0.04, std::nullopt, 0.03, 0.005};
  const auto near = [](double value) { return Optional(DoubleNear(value, 1e-12)); };
  EXPECT_THAT(vox::HolmCorrected(p), ElementsAre(near(0.03), near(0.06), std::nullopt, near(0.06), near(0.02)));
}

TEST(Holm, IsAtMostOne)
{
  const std::vector<std::optional<double>> p{0.6, 0.9};
  EXPECT_THAT(vox::HolmCorrected(p), ElementsAre(Optional(1.0), Optional(1.0)));
  EXPECT_TRUE(vox::HolmCorrected({}).empty());
}

} // namespace
