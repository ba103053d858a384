// SPDX-License-Identifier: Apache-2.0
#include "voxKeepFreedMemory.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <vector>

#if defined(__linux__) && defined(__GLIBC__)

#include <sys/resource.h>

namespace
{

constexpr std::size_t kBytes = std::size_t{64} << 20;

/** Pages that the system brings while a large block is taken, filled and freed. */
long
FaultsOfABlock()
{
  rusage before{};
  rusage after{};
  getrusage(RUSAGE_SELF, &before);
  std::vector<char>(kBytes, 1).front() = 2;
  getrusage(RUSAGE_SELF, &after);
  return after.ru_minflt - before.ru_minflt;
}

} // namespace

TEST(KeepFreedMemory, BringsAPageOnce)
{
  // A page may hold up to 2 MB, where the system chooses to.
  const long pages = static_cast<long>(kBytes >> 21);
  {
    const vox::KeepFreedMemory keep;
    FaultsOfABlock();
    EXPECT_LT(FaultsOfABlock(), pages / 2);
  }
  FaultsOfABlock();
  EXPECT_GE(FaultsOfABlock(), pages) << "still kept after the end";
}

#endif
