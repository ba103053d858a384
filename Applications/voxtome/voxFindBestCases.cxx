// SPDX-License-Identifier: Apache-2.0
#include "voxFindBestCases.h"

#include "voxDatasetFolder.h"
#include "voxError.h"

namespace vox
{
namespace
{

LabelFiles
ReferencesOf(const std::string & dataset)
{
  LabelFiles references;
  for (const CaseFiles & files : OpenDataset(dataset).training)
  {
    if (files.labels)
    {
      references.emplace(files.name, *files.labels);
    }
  }
  return references;
}

} // namespace

LabelFiles
FindReferences(const std::string & folder, const std::set<std::string> & datasets)
{
  if (!folder.empty())
  {
    if (!std::filesystem::is_directory(folder))
    {
      Fail(ErrorKind::BadInput, "{}: no folder of this name, expected the reference label maps", folder);
    }
    return ListLabelFiles(folder);
  }
  if (datasets.size() != 1)
  {
    Fail(ErrorKind::Usage, "the runs name {} data sets{}{}, expected one; give the folder of the references by -r",
         datasets.size(), datasets.empty() ? "" : ": ", fmt::join(datasets, ", "));
  }
  if (!std::filesystem::exists(*datasets.begin()))
  {
    Fail(ErrorKind::BadInput, "{}: the data set of the runs is not there; give the folder of the references by -r",
         *datasets.begin());
  }
  return ReferencesOf(*datasets.begin());
}

void
RequireSameCases(const GatheredRuns & runs, const LabelFiles & references, bool onlyPredicted)
{
  std::vector<std::string> problems = runs.problems;
  LabelFiles predicted;
  for (const Candidate & candidate : runs.candidates)
  {
    predicted.insert(candidate.labels.begin(), candidate.labels.end());
  }
  for (const Candidate & candidate : runs.candidates)
  {
    if (const auto names = NamesMissingIn(predicted, candidate.labels); !names.empty())
    {
      problems.push_back(
          fmt::format("{} ({}) lacks {}", candidate.name, fmt::join(candidate.folders, ", "), fmt::join(names, ", ")));
    }
  }
  if (const auto names = NamesMissingIn(predicted, references); !names.empty())
  {
    problems.push_back(fmt::format("no reference for {}", fmt::join(names, ", ")));
  }
  if (const auto names = NamesMissingIn(references, predicted); !names.empty() && !onlyPredicted)
  {
    problems.push_back(
        fmt::format("no run predicts {} (--only-predicted leaves such references out)", fmt::join(names, ", ")));
  }
  if (!problems.empty())
  {
    Fail(ErrorKind::BadInput, "{}; expected every case once in the runs of each configuration",
         fmt::join(problems, "; "));
  }
}

std::vector<LabelPair>
PairWithReferences(const LabelFiles & labels, const LabelFiles & references)
{
  std::vector<LabelPair> pairs;
  for (const auto & [name, file] : labels)
  {
    pairs.push_back({name, references.at(name), file});
  }
  return pairs;
}

} // namespace vox
