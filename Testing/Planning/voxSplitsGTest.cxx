// SPDX-License-Identifier: Apache-2.0
#include "voxSplits.h"

#include "voxPlanFixture.h"
#include "voxSharedFolder.h"

#include <algorithm>
#include <filesystem>
#include <set>

namespace vox
{
namespace
{

using testing::ExpectError;

std::vector<std::string>
Names(int count)
{
  std::vector<std::string> names;
  for (int i = 0; i < count; ++i)
  {
    names.push_back(fmt::format("case_{:03}", i));
  }
  return names;
}

TEST(Splits, ValidateEachCaseExactlyOnce)
{
  for (const int count : {5, 6, 23, 100})
  {
    const std::vector<std::string> names = Names(count);
    std::multiset<std::string> validated;
    for (const Split & split : MakeSplits(names))
    {
      validated.insert(split.validation.begin(), split.validation.end());
      std::vector<std::string> all;
      std::merge(split.training.begin(), split.training.end(), split.validation.begin(), split.validation.end(),
                 std::back_inserter(all));
      EXPECT_EQ(all, names);
    }
    EXPECT_EQ(std::vector<std::string>(validated.begin(), validated.end()), names);
  }
}

TEST(Splits, GiveTheFirstFoldsOneCaseMore)
{
  const std::vector<Split> splits = MakeSplits(Names(13));
  ASSERT_EQ(splits.size(), 5U);
  for (std::size_t fold = 0; fold < 5; ++fold)
  {
    EXPECT_EQ(splits[fold].validation.size(), fold < 3 ? 3U : 2U);
  }
}

TEST(Splits, DoNotDependOnTheOrderOfTheNames)
{
  std::vector<std::string> names = Names(17);
  const Json sorted = ToJson(MakeSplits(names));
  std::reverse(names.begin(), names.end());
  EXPECT_EQ(ToJson(MakeSplits(names)), sorted);
}

TEST(Splits, BeginAsNnunetsForTwoHundredAndSixtyCases)
{
  const std::vector<std::string> validation = MakeSplits(Names(260)).front().validation;
  EXPECT_EQ(validation.size(), 52U);
  std::vector<std::string> expected;
  for (const int i : {9, 10, 16, 18, 20, 30, 33, 40, 47, 50, 52, 54, 57, 67, 68, 71})
  {
    expected.push_back(fmt::format("case_{:03}", i));
  }
  EXPECT_TRUE(std::equal(expected.begin(), expected.end(), validation.begin()));
}

TEST(Splits, SurviveJson)
{
  const Json json = ToJson(MakeSplits(Names(12)));
  EXPECT_EQ(ToJson(SplitsFromJson(json, "splits.json")), json);
}

TEST(Splits, NameWhatIsWrongWithAFile)
{
  ExpectError(ErrorKind::BadInput, "s.json: expected a list of folds",
              [] { (void)SplitsFromJson(Json::object(), "s.json"); });
  ExpectError(ErrorKind::BadInput, "s.json: fold 0: the key 'val' is missing", [] {
    (void)SplitsFromJson(Json::array({{{"train", {"a"}}}}), "s.json");
  });
  ExpectError(ErrorKind::BadInput, "s.json: fold 0: train: found 3", [] {
    (void)SplitsFromJson(Json::array({{{"train", 3}, {"val", Json::array()}}}), "s.json");
  });
}

TEST(Splits, NeedFiveCases)
{
  ExpectError(ErrorKind::BadInput, "4 training cases cannot be split into 5 folds", [] { (void)MakeSplits(Names(4)); });
}

/** Splits the cases that a published file holds and expects the same file. */
void
ExpectSameSplits(const std::filesystem::path & path)
{
  SCOPED_TRACE(path.string());
  const Json expected = ReadJson(path);
  const std::vector<Split> splits = SplitsFromJson(expected, path.string());
  std::vector<std::string> names = splits.front().training;
  names.insert(names.end(), splits.front().validation.begin(), splits.front().validation.end());
  EXPECT_EQ(ToJson(MakeSplits(names)), expected);
}

TEST(Splits, EqualAllFilesOfNnunetThatWeHave)
{
  VOX_REQUIRE_SHARED("parity/planning");
  int compared = 0;
  for (const char * folder : {"parity/planning", "data/nnunet-plans"})
  {
    for (const auto & entry : std::filesystem::recursive_directory_iterator(testing::SharedPath(folder)))
    {
      if (entry.path().filename() == "splits_final.json")
      {
        ExpectSameSplits(entry.path());
        ++compared;
      }
    }
  }
  EXPECT_EQ(compared, 17);
}

} // namespace
} // namespace vox
