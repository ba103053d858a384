// SPDX-License-Identifier: Apache-2.0
#include "voxParallelFor.h"

#include "voxExpectError.h"
#include "voxRunContext.h"

#include <atomic>
#include <mutex>
#include <set>
#include <vector>

using vox::ParallelFor;

TEST(ParallelFor, VisitsEachItemExactlyOnce)
{
  for (const int threads : {1, 2, 5})
  {
    std::vector<std::atomic<int>> visits(103);
    ParallelFor(0, 103, 10, threads, [&](std::int64_t first, std::int64_t last) {
      for (std::int64_t i = first; i < last; ++i)
      {
        ++visits[static_cast<std::size_t>(i)];
      }
    });
    for (const auto & count : visits)
    {
      EXPECT_EQ(count, 1);
    }
  }
}

TEST(ParallelFor, PartsDoNotDependOnTheNumberOfThreads)
{
  const auto parts = [](int threads) {
    std::set<std::pair<std::int64_t, std::int64_t>> seen;
    std::mutex mutex;
    ParallelFor(3, 50, 7, threads, [&](std::int64_t first, std::int64_t last) {
      const std::scoped_lock lock(mutex);
      seen.emplace(first, last);
    });
    return seen;
  };
  EXPECT_EQ(parts(1), parts(4));
}

TEST(ParallelFor, AnEmptyRangeCallsNothing)
{
  ParallelFor(5, 5, 1, 4, [](std::int64_t, std::int64_t) { FAIL(); });
}

TEST(ParallelFor, RethrowsTheFirstErrorAndStops)
{
  std::atomic<int> calls = 0;
  VOX_EXPECT_ERROR(ParallelFor(0, 1000000, 1, 3,
                               [&](std::int64_t, std::int64_t) {
                                 ++calls;
                                 vox::Fail(vox::ErrorKind::BadInput, "item is bad");
                               }),
                   vox::ErrorKind::BadInput, "item is bad");
  EXPECT_LE(calls, 3);
}

TEST(RunContext, CancellationThrowsAndIsNoError)
{
  std::atomic<bool> cancelled = false;
  vox::RunContext context;
  context.cancelled = &cancelled;
  EXPECT_NO_THROW(context.ThrowIfCancelled());
  cancelled = true;
  EXPECT_THROW(context.ThrowIfCancelled(), vox::Cancelled);
}

TEST(RunContext, TheDefaultIsSilentAndUsesAllProcessors)
{
  const vox::RunContext context;
  EXPECT_NO_THROW(context.Report(0.5, "half"));
  EXPECT_NO_THROW(context.Log(vox::LogLevel::Warning, "careful"));
  EXPECT_GE(context.ThreadCount(), 1);
}

TEST(ErrorKind, ExitCodesAreThoseOfTheProgram)
{
  EXPECT_EQ(vox::ExitCode(vox::ErrorKind::Internal), 1);
  EXPECT_EQ(vox::ExitCode(vox::ErrorKind::Usage), 2);
  EXPECT_EQ(vox::ExitCode(vox::ErrorKind::BadInput), 3);
  EXPECT_EQ(vox::ExitCode(vox::ErrorKind::BadModel), 4);
  EXPECT_EQ(vox::ExitCode(vox::ErrorKind::Resource), 5);
}
