// SPDX-License-Identifier: Apache-2.0
#include "voxTrainFold.h"

#include "voxPlanStep.h"

#include <charconv>
#include <map>

namespace vox
{
namespace
{

std::vector<CaseFiles>
FilesOf(const std::vector<std::string> & names, const DatasetFolder & dataset, const std::string & where)
{
  std::map<std::string, const CaseFiles *> known;
  for (const CaseFiles & files : dataset.training)
  {
    known.emplace(files.name, &files);
  }
  std::vector<CaseFiles> chosen;
  std::vector<std::string> missing;
  for (const std::string & name : names)
  {
    const auto found = known.find(name);
    found == known.end() ? missing.push_back(name) : chosen.push_back(*found->second);
  }
  if (!missing.empty())
  {
    Fail(ErrorKind::BadInput, "{}: found cases that {} does not have: {}; expected names of its training cases", where,
         dataset.root.string(), fmt::join(missing, ", "));
  }
  return chosen;
}

std::size_t
FoldIndex(const std::string & fold, std::size_t count)
{
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(fold.data(), fold.data() + fold.size(), index);
  if (error != std::errc() || end != fold.data() + fold.size() || index >= count)
  {
    Fail(ErrorKind::Usage, "--fold: found '{}', expected a number from 0 to {}, or all", fold, count - 1);
  }
  return index;
}

} // namespace

TrainFold
FindFold(const DatasetFolder & dataset, const std::string & name, const std::optional<std::filesystem::path> & splits)
{
  if (name == "all")
  {
    return {{}, dataset.training, {}};
  }
  TrainFold fold;
  fold.splits = splits ? SplitsFromJson(ReadJson(*splits), splits->string()) : MakeSplits(CaseNames(dataset));
  const Split & split = fold.splits[FoldIndex(name, fold.splits.size())];
  const std::string where = splits ? splits->string() : dataset.root.string();
  fold.training = FilesOf(split.training, dataset, where);
  fold.validation = FilesOf(split.validation, dataset, where);
  return fold;
}

} // namespace vox
