// SPDX-License-Identifier: Apache-2.0
#ifndef voxDamagedJson_h
#define voxDamagedJson_h

#include "voxError.h"
#include "voxJson.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace vox::testing
{

/** Every value of the document, objects and lists included, but the document itself. */
inline void
ListPlaces(const Json & json, const Json::json_pointer at, std::vector<Json::json_pointer> & places)
{
  if (json.is_object())
  {
    for (const auto & [key, value] : json.items())
    {
      places.push_back(at / key);
      ListPlaces(value, places.back(), places);
    }
  }
  for (std::size_t i = 0; json.is_array() && i < json.size(); ++i)
  {
    places.push_back(at / i);
    ListPlaces(json[i], places.back(), places);
  }
}

/** Calls `read` with the document damaged in one place: each value taken out, and replaced by values of other types and
 * ranges. What it throws must be an Error of one line that is none of ours to mend. Returns how many it took. */
template <typename TRead>
int
ReadDamaged(const Json & document, TRead && read)
{
  static const std::vector<Json> others{nullptr,
                                        true,
                                        -1,
                                        0,
                                        3,
                                        1e300,
                                        1LL << 40,
                                        "",
                                        "li\nver",
                                        Json::array(),
                                        Json::object(),
                                        Json::array({1, 2, 3, 4}),
                                        Json::array({"a", nullptr}),
                                        Json({{"a", Json::array({-1, 0.5})}})};
  int taken = 0;
  const auto tryOne = [&](const Json & damaged, const std::string & what) {
    try
    {
      read(damaged);
      ++taken;
    }
    catch (const Error & error)
    {
      EXPECT_NE(error.Kind(), ErrorKind::Internal) << what << ": " << error.what();
      EXPECT_THAT(error.what(), ::testing::Not(::testing::HasSubstr("\n"))) << what;
    }
    catch (const std::exception & error)
    {
      ADD_FAILURE() << what << ": " << error.what();
    }
  };
  std::vector<Json::json_pointer> places;
  ListPlaces(document, Json::json_pointer(), places);
  for (const Json::json_pointer & place : places)
  {
    for (const Json & other : others)
    {
      Json damaged = document;
      damaged[place] = other;
      tryOne(damaged, place.to_string() + " = " + other.dump());
    }
    Json damaged = document;
    Json & parent = damaged[place.parent_pointer()];
    parent.is_object() ? static_cast<void>(parent.erase(place.back()))
                       : parent.erase(static_cast<std::size_t>(std::stoul(place.back())));
    tryOne(damaged, "without " + place.to_string());
  }
  return taken;
}

/** Calls `read` with the text after one to four random changes, the same ones every time. */
template <typename TRead>
void
ReadDamagedText(const std::string & text, int rounds, TRead && read)
{
  std::mt19937 random(1);
  for (int round = 0; round < rounds; ++round)
  {
    std::string damaged = text;
    for (unsigned change = 0; change <= static_cast<unsigned>(round) % 4 && !damaged.empty(); ++change)
    {
      const std::size_t at = random() % damaged.size();
      switch (random() % 3)
      {
      case 0:
        damaged[at] = static_cast<char>(random());
        break;
      case 1:
        damaged.erase(at, random() % 9);
        break;
      default:
        damaged.insert(at, damaged.substr(random() % damaged.size(), random() % 30));
      }
    }
    try
    {
      read(damaged);
    }
    catch (const Error & error)
    {
      EXPECT_NE(error.Kind(), ErrorKind::Internal) << error.what();
      EXPECT_THAT(error.what(), ::testing::Not(::testing::HasSubstr("\n")));
    }
    catch (const std::exception & error)
    {
      ADD_FAILURE() << error.what() << " of " << damaged;
    }
  }
}

} // namespace vox::testing

#endif
