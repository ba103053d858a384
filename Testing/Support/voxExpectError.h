// SPDX-License-Identifier: Apache-2.0
#ifndef voxExpectError_h
#define voxExpectError_h

#include "voxError.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

/** The statement throws vox::Error of this kind, with one line of text that contains `part`. */
#define VOX_EXPECT_ERROR(statement, kind, part)                                                                        \
  do                                                                                                                   \
  {                                                                                                                    \
    try                                                                                                                \
    {                                                                                                                  \
      statement;                                                                                                       \
      ADD_FAILURE() << #statement " did not throw";                                                                    \
    }                                                                                                                  \
    catch (const vox::Error & voxExpectedError)                                                                        \
    {                                                                                                                  \
      EXPECT_EQ(voxExpectedError.Kind(), kind) << voxExpectedError.what();                                             \
      EXPECT_THAT(voxExpectedError.what(), ::testing::HasSubstr(part));                                                \
      EXPECT_THAT(voxExpectedError.what(), ::testing::Not(::testing::HasSubstr("\n")));                                \
    }                                                                                                                  \
  } while (false)

#endif
