// SPDX-License-Identifier: Apache-2.0
#ifndef voxRequireXvfb_h
#define voxRequireXvfb_h

#include <gtest/gtest.h>

#include <filesystem>

/** Skips the test where Xvfb, which draws without a screen, is not installed. */
#define VOX_REQUIRE_XVFB()                                                                                             \
  if (!std::filesystem::exists("/usr/bin/Xvfb"))                                                                       \
  GTEST_SKIP() << "needs the package xvfb"

#endif
