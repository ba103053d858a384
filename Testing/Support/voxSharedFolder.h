// SPDX-License-Identifier: Apache-2.0
#ifndef voxSharedFolder_h
#define voxSharedFolder_h

#include <gtest/gtest.h>

#include <filesystem>
#include <string_view>

namespace vox::testing
{

/** A file or folder of the shared data and parity sets, which are not part of this repository (CMake: VOX_SHARED_DIR).
 */
inline std::filesystem::path
SharedPath(std::string_view relative)
{
  return std::filesystem::path(VOX_SHARED_DIR) / relative;
}

} // namespace vox::testing

/** Skips the test, naming what is missing, unless the file or folder of the shared sets exists. */
#define VOX_REQUIRE_SHARED(relative)                                                                                   \
  if (!std::filesystem::exists(vox::testing::SharedPath(relative)))                                                    \
  GTEST_SKIP() << vox::testing::SharedPath(relative).string() << " is missing; set VOX_SHARED_DIR to run this test"

#endif
