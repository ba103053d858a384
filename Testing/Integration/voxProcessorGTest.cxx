// SPDX-License-Identifier: Apache-2.0
#include "voxProcessor.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace vox
{
namespace
{

/** Keeps warnings. */
struct Listener
{
  std::vector<std::string> warnings;

  RunContext
  Context()
  {
    RunContext context;
    context.onLog = [this](LogLevel level, std::string_view message) {
      EXPECT_EQ(level, LogLevel::Warning);
      warnings.emplace_back(message);
    };
    return context;
  }
};

TEST(Processor, MoreThreadsThanProcessorsAreNotUsed)
{
  Listener listener;
  EXPECT_EQ(UsableThreads(0, 4, listener.Context()), 0);
  EXPECT_EQ(UsableThreads(4, 4, listener.Context()), 4);
  EXPECT_THAT(listener.warnings, ::testing::IsEmpty());
  EXPECT_EQ(UsableThreads(64, 4, listener.Context()), 4);
  EXPECT_THAT(listener.warnings, ::testing::ElementsAre(::testing::AllOf(::testing::HasSubstr("64"),
                                                                         ::testing::HasSubstr("4 processors"))));
}

TEST(Processor, OneWithoutAvx2IsWarnedOf)
{
  Listener listener;
  WarnOfSlowProcessor(true, listener.Context());
  EXPECT_THAT(listener.warnings, ::testing::IsEmpty());
  WarnOfSlowProcessor(false, listener.Context());
  EXPECT_THAT(listener.warnings, ::testing::ElementsAre(::testing::HasSubstr("AVX2")));
}

} // namespace
} // namespace vox
