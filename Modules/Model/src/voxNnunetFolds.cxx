// SPDX-License-Identifier: Apache-2.0
#include "voxNnunetFolds.h"

#include "voxError.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <tuple>

namespace vox
{
namespace
{

constexpr const char * kFinal = "checkpoint_final.pth";
constexpr const char * kBest = "checkpoint_best.pth";
constexpr const char * kFoldPrefix = "fold_";

std::vector<std::string>
FoldsWith(const std::filesystem::path & folder, const std::vector<std::string> & folds, const std::string & checkpoint)
{
  std::vector<std::string> found;
  std::copy_if(folds.begin(), folds.end(), std::back_inserter(found), [&](const std::string & fold) {
    return std::filesystem::exists(FoldFolder(folder, fold) / checkpoint);
  });
  return found;
}

/** fold_all was trained on the cases of all other folds and is no part of their ensemble. */
void
LeaveOutAll(std::vector<std::string> & folds)
{
  if (folds.size() > 1)
  {
    folds.erase(std::remove(folds.begin(), folds.end(), "all"), folds.end());
  }
}

} // namespace

std::filesystem::path
FoldFolder(const std::filesystem::path & folder, const std::string & fold)
{
  return folder / (kFoldPrefix + fold);
}

std::vector<std::string>
FoldsIn(const std::filesystem::path & folder)
{
  std::vector<std::string> folds;
  for (const auto & entry : std::filesystem::directory_iterator(folder))
  {
    const std::string name = entry.path().filename().string();
    if (entry.is_directory() && name.starts_with(kFoldPrefix) && name.size() > std::string_view(kFoldPrefix).size())
    {
      folds.push_back(name.substr(std::string_view(kFoldPrefix).size()));
    }
  }
  const auto isNumber = [](const std::string & fold) { return fold.find_first_not_of("0123456789") == fold.npos; };
  std::sort(folds.begin(), folds.end(), [&](const std::string & a, const std::string & b) {
    // Numbers of more digits are larger.
    return std::tuple(!isNumber(a), isNumber(a) ? a.size() : 0, a) <
           std::tuple(!isNumber(b), isNumber(b) ? b.size() : 0, b);
  });
  return folds;
}

bool
IsNnunetFolder(const std::filesystem::path & folder)
{
  return std::filesystem::is_directory(folder) && std::filesystem::exists(folder / "plans.json") &&
         !FoldsIn(folder).empty();
}

FoldChoice
ChooseFolds(const std::filesystem::path & folder, const NnunetFolderOptions & options)
{
  const std::vector<std::string> existing = FoldsIn(folder);
  const std::vector<std::string> wanted = options.folds.empty() ? existing : options.folds;
  for (const std::string & fold : wanted)
  {
    if (std::find(existing.begin(), existing.end(), fold) == existing.end())
    {
      Fail(ErrorKind::BadModel, "{}: no such folder; the folds there are: {}", FoldFolder(folder, fold).string(),
           fmt::join(existing, ", "));
    }
  }
  std::vector<std::string> names{options.checkpoint};
  if (options.checkpoint.empty())
  {
    names = {kFinal, kBest};
  }
  for (const std::string & name : names)
  {
    FoldChoice choice{name, FoldsWith(folder, wanted, name)};
    if (choice.folds.empty())
    {
      continue;
    }
    if (options.folds.empty())
    {
      LeaveOutAll(choice.folds);
    }
    else if (choice.folds.size() != wanted.size())
    {
      choice.folds = wanted; // the one that lacks it is named when it is opened
    }
    return choice;
  }
  Fail(ErrorKind::BadModel, "{}: expected {} in a folder of a fold, found {}", folder.string(),
       fmt::join(names, " or "),
       wanted.empty() ? "no folder fold_*" : fmt::format("none in those of {}", fmt::join(wanted, ", ")));
}

std::vector<std::string>
FoldsIfTrained(const std::filesystem::path & folder, const std::vector<std::string> & folds)
{
  const bool hasAll = FoldsWith(folder, folds, kFinal) == folds || FoldsWith(folder, folds, kBest) == folds;
  return hasAll ? folds : std::vector<std::string>();
}

} // namespace vox
