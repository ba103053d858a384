// SPDX-License-Identifier: Apache-2.0
#include "voxBase64.h"
#include "voxExpectError.h"

#include <gtest/gtest.h>

namespace
{

using namespace vox;

// RFC 4648, section 10.
TEST(Base64, ExamplesOfTheStandard)
{
  const std::vector<std::pair<std::string, std::string>> examples{{"", ""},
                                                                  {"f", "Zg=="},
                                                                  {"fo", "Zm8="},
                                                                  {"foo", "Zm9v"},
                                                                  {"foob", "Zm9vYg=="},
                                                                  {"fooba", "Zm9vYmE="},
                                                                  {"foobar", "Zm9vYmFy"},
                                                                  {std::string("\xff\xfe\0", 3), "//4A"}};
  for (const auto & [bytes, text] : examples)
  {
    EXPECT_EQ(Base64(bytes), text);
    EXPECT_EQ(FromBase64(text), bytes);
  }
  VOX_EXPECT_ERROR((void)FromBase64("Zm 9"), ErrorKind::BadInput, "found the byte 32");
}

} // namespace
