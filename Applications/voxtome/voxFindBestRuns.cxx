// SPDX-License-Identifier: Apache-2.0
#include "voxFindBestRuns.h"

#include "voxError.h"
#include "voxJson.h"
#include "voxNnunetFolder.h"
#include "voxTrainingRequest.h"

#include <algorithm>
#include <array>

namespace vox
{
namespace
{

namespace fs = std::filesystem;

constexpr const char * kOwnTrainer = "voxtome";

/** nnU-Net's order of candidates, which decides between equals. */
std::size_t
Rank(const Candidate & candidate)
{
  constexpr std::array<std::string_view, 4> order{"2d", "3d_fullres", "3d_lowres", "3d_cascade_fullres"};
  return static_cast<std::size_t>(std::ranges::find(order, candidate.configuration) - order.begin());
}

/** Reads folder after folder into candidates. */
class Gatherer
{
public:
  void
  Add(const fs::path & folder)
  {
    RequireExists(folder);
    if (fs::exists(folder / kRunOptionsFile))
    {
      AddRun(folder);
    }
    else if (IsNnunetFolder(folder))
    {
      AddResults(folder);
    }
    else
    {
      Fail(
          ErrorKind::BadInput,
          "{}: found neither options.json, as in a run of `voxtome train`, nor plans.json with folders of folds, as in "
          "results of nnU-Net; give such folders",
          folder.string());
    }
  }

  GatheredRuns
  Take()
  {
    std::ranges::stable_sort(m_Runs.candidates, {}, Rank);
    for (Candidate & candidate : m_Runs.candidates)
    {
      candidate.name = NameOf(candidate);
    }
    return std::move(m_Runs);
  }

private:
  std::string
  NameOf(const Candidate & candidate) const
  {
    if (candidate.trainer != kOwnTrainer)
    {
      return fmt::format("{}__{}__{}", candidate.trainer, candidate.plans, candidate.configuration);
    }
    const auto isNamesake = [&](const Candidate & other) {
      return other.trainer == kOwnTrainer && other.configuration == candidate.configuration;
    };
    const bool isAlone = std::ranges::count_if(m_Runs.candidates, isNamesake) == 1;
    return isAlone ? candidate.configuration : fmt::format("{}__{}", candidate.plans, candidate.configuration);
  }

  void
  AddRun(const fs::path & run)
  {
    const TrainingRequest request = ReadTrainingRequest(run);
    m_Runs.datasets.insert(request.dataset);
    const Json plan = ReadJson(run / "plans.json");
    Candidate & candidate = Find(kOwnTrainer, plan.value("plans_name", ""), request.configuration, run);
    if (candidate.source != run && plan != ReadJson(candidate.source / "plans.json"))
    {
      Problem("{}: its plans.json differs from that of {}", run.string(), candidate.source.string());
    }
    candidate.folders.push_back(run.string());
    CompareLabels(run);
    const fs::path model = run / kModelFile;
    if (!fs::exists(model))
    {
      Problem("{}: no such file; the training is not finished", model.string());
    }
    candidate.models.push_back(model);
    for (const std::string & stage : request.previousStage)
    {
      if (std::ranges::find(candidate.previousStage, stage) == candidate.previousStage.end())
      {
        candidate.previousStage.push_back(stage);
      }
    }
    AddFold(candidate, request.fold, run / "validation");
  }

  void
  AddResults(const fs::path & given)
  {
    const fs::path folder = fs::absolute(given / "").lexically_normal().parent_path(); // without a slash at its end
    const std::string name = folder.filename().string();
    const std::size_t first = name.find("__");
    const std::size_t last = name.rfind("__");
    if (first == std::string::npos || last < first + 2)
    {
      Fail(ErrorKind::BadInput, "{}: found a results folder named '{}', expected Trainer__Plans__configuration",
           given.string(), name);
    }
    Candidate & candidate =
        Find(name.substr(0, first), name.substr(first + 2, last - first - 2), name.substr(last + 2), given);
    candidate.folders.push_back(given.string());
    CompareLabels(given);
    candidate.models = {given};
    for (const auto & entry : std::set<fs::path>(fs::directory_iterator(given), {}))
    {
      const std::string fold = entry.filename().string();
      if (fold.starts_with("fold_") && fold != "fold_all" && fs::is_directory(entry))
      {
        AddFold(candidate, fold.substr(5), entry / "validation");
      }
    }
  }

  Candidate &
  Find(const std::string & trainer, const std::string & plans, const std::string & configuration,
       const fs::path & source)
  {
    for (Candidate & candidate : m_Runs.candidates)
    {
      if (candidate.trainer == trainer && candidate.plans == plans && candidate.configuration == configuration)
      {
        return candidate;
      }
    }
    Candidate & added = m_Runs.candidates.emplace_back();
    added.trainer = trainer;
    added.plans = plans;
    added.configuration = configuration;
    added.source = source;
    return added;
  }

  void
  CompareLabels(const fs::path & folder)
  {
    const fs::path file = folder / "dataset.json";
    DatasetDescription description = ParseDatasetDescription(ReadJson(file), file.string());
    if (m_First.empty())
    {
      m_First = file;
      m_Runs.description = std::move(description);
      return;
    }
    const DatasetDescription & first = m_Runs.description;
    const auto same = [](const LabelEntry & a, const LabelEntry & b) {
      return a.name == b.name && a.values == b.values;
    };
    if (!std::ranges::equal(description.labels, first.labels, same) || description.ignoreLabel != first.ignoreLabel ||
        description.regionsClassOrder != first.regionsClassOrder)
    {
      Problem("{}: its labels differ from those of {}", file.string(), m_First.string());
    }
  }

  void
  AddFold(Candidate & candidate, const std::string & fold, const fs::path & validation)
  {
    if (std::ranges::find(candidate.folds, fold) != candidate.folds.end())
    {
      Problem("{}: another run of {} is fold {} too", validation.string(), candidate.configuration, fold);
    }
    candidate.folds.push_back(fold);
    if (!fs::exists(validation / "summary.json"))
    {
      Problem("{}: no summary.json; {}", validation.string(),
              fold == "all" ? "fold all has no validation cases" : "the validation of this fold is not finished");
      return;
    }
    const LabelFiles labels = ListLabelFiles(validation);
    if (labels.empty())
    {
      Problem("{}: no label maps of the validation cases", validation.string());
    }
    const fs::path folder = validation / "probabilities";
    const LabelFiles probabilities = fs::is_directory(folder) ? ListLabelFiles(folder) : LabelFiles();
    std::map<std::string, std::vector<std::string>> twice; // cases by the other folder that holds them
    for (const auto & [name, file] : labels)
    {
      const auto [known, isNew] = candidate.labels.emplace(name, file);
      if (!isNew)
      {
        twice[known->second.parent_path().string()].push_back(name);
      }
      else if (const auto found = probabilities.find(name); found != probabilities.end())
      {
        candidate.probabilities.insert(*found);
      }
    }
    for (const auto & [other, names] : twice)
    {
      Problem("{} and {} both hold {}", other, validation.string(), fmt::join(names, ", "));
    }
  }

  template <typename... TArgs>
  void
  Problem(fmt::format_string<TArgs...> format, TArgs &&... args)
  {
    m_Runs.problems.push_back(fmt::format(format, std::forward<TArgs>(args)...));
  }

  GatheredRuns m_Runs;
  fs::path m_First; ///< dataset.json of the first folder
};

} // namespace

GatheredRuns
GatherRuns(std::span<const std::string> folders)
{
  Gatherer gatherer;
  for (const std::string & folder : folders)
  {
    gatherer.Add(folder);
  }
  return gatherer.Take();
}

} // namespace vox
