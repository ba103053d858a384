// SPDX-License-Identifier: Apache-2.0
#include "voxTrainPreviousStage.h"

#include "voxError.h"
#include "voxLabelFiles.h"
#include "voxTrainingRequest.h"

#include <vector>

namespace vox
{
namespace
{

void
RequireFittingFolders(const PlanConfiguration & configuration, std::span<const std::string> folders)
{
  const std::string & stage = configuration.previousStage;
  if (stage.empty() && !folders.empty())
  {
    Fail(ErrorKind::Usage, "--previous-stage: configuration {} has no stage before; leave the option out",
         configuration.name);
  }
  if (!stage.empty() && folders.empty())
  {
    Fail(ErrorKind::Usage,
         "configuration {} is the second stage of a cascade, after {}; train every fold of {} and name their run "
         "folders after --previous-stage",
         configuration.name, stage, stage);
  }
}

/** Where the label maps of a folder lie: a run keeps them in validation/. */
std::filesystem::path
LabelFolder(const std::filesystem::path & folder, const std::string & stage)
{
  RequireExists(folder);
  if (!std::filesystem::exists(folder / kRunOptionsFile))
  {
    return folder;
  }
  if (const std::string found = ReadTrainingRequest(folder).configuration; found != stage)
  {
    Fail(ErrorKind::BadInput, "{}: found a training of {}, expected one of {}", folder.string(), found, stage);
  }
  if (!std::filesystem::is_directory(folder / "validation"))
  {
    Fail(ErrorKind::BadInput, "{}: the run has no validation yet; let it end: voxtome train -o {} --resume",
         folder.string(), folder.string());
  }
  return folder / "validation";
}

} // namespace

PreviousStageFiles
FindPreviousStage(const PlanConfiguration & configuration, std::span<const std::string> folders,
                  std::span<const CaseFiles> cases)
{
  RequireFittingFolders(configuration, folders);
  PreviousStageFiles found;
  if (folders.empty())
  {
    return found;
  }
  std::vector<std::string> twice;
  for (const std::string & folder : folders)
  {
    for (const auto & [name, file] : ListLabelFiles(LabelFolder(folder, configuration.previousStage)))
    {
      if (const auto [known, isNew] = found.emplace(name, file); !isNew)
      {
        twice.push_back(fmt::format("{} and {}", known->second.string(), file.string()));
      }
    }
  }
  if (!twice.empty())
  {
    Fail(ErrorKind::BadInput, "--previous-stage: found the same case twice: {}; leave one of each out",
         fmt::join(twice, ", "));
  }
  PreviousStageFiles used;
  std::vector<std::string> missing;
  for (const CaseFiles & files : cases)
  {
    const auto file = found.find(files.name);
    file == found.end() ? missing.push_back(files.name) : void(used.insert(*file));
  }
  if (!missing.empty())
  {
    Fail(ErrorKind::BadInput,
         "--previous-stage: {} of {} cases are not in {}: {}; train every fold of {} with the same splits and give all "
         "run folders",
         missing.size(), cases.size(), fmt::join(folders, ", "), fmt::join(missing, ", "), configuration.previousStage);
  }
  return used;
}

} // namespace vox
