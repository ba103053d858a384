// SPDX-License-Identifier: Apache-2.0
#include "voxSplits.h"

#include "voxJsonField.h"
#include "voxNumpyRandom.h"
#include "voxRethrowAs.h"

#include <algorithm>

namespace vox
{
namespace
{

constexpr std::size_t kFolds = 5;
constexpr std::uint32_t kSeed = 12345;

} // namespace

std::vector<Split>
MakeSplits(std::vector<std::string> caseNames)
{
  if (caseNames.size() < kFolds)
  {
    Fail(ErrorKind::BadInput, "{} training cases cannot be split into {} folds; give at least {}", caseNames.size(),
         kFolds, kFolds);
  }
  std::sort(caseNames.begin(), caseNames.end());
  const auto order = NumpyRandom(kSeed).Permutation(static_cast<std::int64_t>(caseNames.size()));
  std::vector<std::size_t> foldOfCase(caseNames.size());
  std::size_t next = 0;
  for (std::size_t fold = 0; fold < kFolds; ++fold)
  {
    // The first folds get one case more where the number does not divide.
    const std::size_t size = caseNames.size() / kFolds + (fold < caseNames.size() % kFolds ? 1 : 0);
    for (std::size_t i = 0; i < size; ++i)
    {
      foldOfCase[static_cast<std::size_t>(order[next++])] = fold;
    }
  }
  std::vector<Split> splits(kFolds);
  for (std::size_t i = 0; i < caseNames.size(); ++i)
  {
    for (std::size_t fold = 0; fold < kFolds; ++fold)
    {
      (foldOfCase[i] == fold ? splits[fold].validation : splits[fold].training).push_back(caseNames[i]);
    }
  }
  return splits;
}

Json
ToJson(std::span<const Split> splits)
{
  Json list = Json::array();
  for (const Split & split : splits)
  {
    list.push_back({{"train", split.training}, {"val", split.validation}});
  }
  return list;
}

std::vector<Split>
SplitsFromJson(const Json & json, const std::string & where)
{
  return RethrowAs(ErrorKind::BadInput, [&] {
    if (!json.is_array() || json.empty())
    {
      Fail(ErrorKind::BadInput, "{}: expected a list of folds such as [{{\"train\": [...], \"val\": [...]}}]", where);
    }
    std::vector<Split> splits;
    for (std::size_t fold = 0; fold < json.size(); ++fold)
    {
      const std::string inside = fmt::format("{}: fold {}", where, fold);
      splits.push_back({ValueOf<std::vector<std::string>>(json[fold], "train", inside),
                        ValueOf<std::vector<std::string>>(json[fold], "val", inside)});
    }
    return splits;
  });
}

} // namespace vox
