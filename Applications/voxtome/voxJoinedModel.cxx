// SPDX-License-Identifier: Apache-2.0
#include "voxJoinedModel.h"

#include "voxError.h"
#include "voxJoinFolds.h"
#include "voxTrainingRequest.h"

#include <fmt/ranges.h>

#include <ranges>

namespace vox
{

namespace fs = std::filesystem;

Model
ReadJoinedModel(const std::vector<fs::path> & files)
{
  std::vector<Model> models;
  for (const fs::path & file : files)
  {
    models.push_back(ReadModel(file));
  }
  try
  {
    return JoinFolds(models);
  }
  catch (const Error & error)
  {
    const auto text = [](const fs::path & file) { return file.string(); };
    throw Error(error.Kind(),
                fmt::format("{}: {}", fmt::join(files | std::views::transform(text), ", "), error.what()));
  }
}

std::shared_ptr<const Model>
ModelOfRuns(std::span<const std::string> folders)
{
  std::vector<fs::path> files;
  for (const std::string & folder : folders)
  {
    files.push_back(fs::path(folder) / kModelFile);
  }
  std::erase_if(files, [](const fs::path & file) { return !fs::exists(file); });
  return files.empty() ? nullptr : std::make_shared<const Model>(ReadJoinedModel(files));
}

} // namespace vox
