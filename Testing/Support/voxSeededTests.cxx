// SPDX-License-Identifier: Apache-2.0
// Part of every test program: random tensors are the same in every run, whichever tests are chosen.
#include <ATen/Context.h>

#include <gtest/gtest.h>

namespace
{

/** LibTorch seeds its generator from the machine's entropy; a test that fails must fail again. */
class SeedBeforeEachTest : public ::testing::EmptyTestEventListener
{
  void
  OnTestStart(const ::testing::TestInfo & /*test*/) override
  {
    at::manual_seed(20);
  }
};

// GoogleTest owns its listeners.
[[maybe_unused]] const bool g_Appended =
    (::testing::UnitTest::GetInstance()->listeners().Append(new SeedBeforeEachTest), true);

} // namespace
