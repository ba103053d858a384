// SPDX-License-Identifier: Apache-2.0
#ifndef voxExpectSameJson_h
#define voxExpectSameJson_h

#include "voxJson.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace vox::testing
{

inline std::vector<std::string>
KeysOf(const Json & object)
{
  std::vector<std::string> keys;
  for (const auto & [key, value] : object.items())
  {
    keys.push_back(key);
  }
  return keys;
}

/** Equal in keys and their order, types (whole and decimal numbers are different), texts, lists and whole numbers;
 * decimal numbers within `relative`. */
inline void
ExpectSameJson(const Json & actual, const Json & expected, double relative, const std::string & where = "$")
{
  if (expected.is_object())
  {
    ASSERT_TRUE(actual.is_object()) << where;
    ASSERT_EQ(KeysOf(actual), KeysOf(expected)) << where;
    for (const auto & [key, value] : expected.items())
    {
      ExpectSameJson(actual.at(key), value, relative, where + "." + key);
    }
  }
  else if (expected.is_array())
  {
    ASSERT_TRUE(actual.is_array()) << where;
    ASSERT_EQ(actual.size(), expected.size()) << where << ": " << actual.dump() << " and " << expected.dump();
    for (std::size_t i = 0; i < expected.size(); ++i)
    {
      ExpectSameJson(actual[i], expected[i], relative, where + "[" + std::to_string(i) + "]");
    }
  }
  else if (expected.is_number_float())
  {
    ASSERT_TRUE(actual.is_number_float()) << where << ": " << actual.dump() << " and " << expected.dump();
    EXPECT_NEAR(actual.get<double>(), expected.get<double>(), relative * std::abs(expected.get<double>())) << where;
  }
  else
  {
    EXPECT_EQ(actual.is_number_float(), expected.is_number_float()) << where;
    EXPECT_EQ(actual, expected) << where;
  }
}

} // namespace vox::testing

#endif
