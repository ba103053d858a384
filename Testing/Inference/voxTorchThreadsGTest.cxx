// SPDX-License-Identifier: Apache-2.0
#include "voxTorchThreads.h"

#include <ATen/Parallel.h>

#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <thread>

namespace vox
{
namespace
{

int
NumberInANewThread()
{
  int number = 0;
  std::thread([&] { number = at::get_num_threads(); }).join();
  return number;
}

TEST(TorchThreads, AreRestored)
{
  const int before = at::get_num_threads();
  {
    const TorchThreads outer(before + 2);
    EXPECT_EQ(at::get_num_threads(), before + 2);
    {
      const TorchThreads inner(before + 1);
      EXPECT_EQ(at::get_num_threads(), before + 1);
      const TorchThreads none(0);
      EXPECT_EQ(at::get_num_threads(), before + 1);
    }
    EXPECT_EQ(at::get_num_threads(), before + 2);
  }
  EXPECT_EQ(at::get_num_threads(), before);
}

TEST(TorchThreads, AreRestoredWhereThreadsEndInAnotherOrderThanTheyBegan)
{
  const int before = at::get_num_threads();
  auto first = std::make_unique<TorchThreads>(before + 1);
  std::promise<void> begun;
  std::promise<void> mayEnd;
  int afterwards = 0;
  std::thread second([&] {
    auto own = std::make_unique<TorchThreads>(before + 2);
    begun.set_value();
    mayEnd.get_future().wait();
    EXPECT_EQ(at::get_num_threads(), before + 2) << "the end of the first is no matter of this thread";
    own.reset();
    afterwards = at::get_num_threads();
  });
  begun.get_future().wait();
  EXPECT_EQ(at::get_num_threads(), before + 1);
  first.reset();
  mayEnd.set_value();
  second.join();
  EXPECT_EQ(afterwards, before);
  EXPECT_EQ(at::get_num_threads(), before);
  EXPECT_EQ(NumberInANewThread(), before);
}

} // namespace
} // namespace vox
