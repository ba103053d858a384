// SPDX-License-Identifier: Apache-2.0
#include "voxFindBestModel.h"

#include "voxJoinedModel.h"

namespace vox
{
namespace fs = std::filesystem;

ChosenModel
ModelFor(const Candidate & candidate, const StagedFolder & output)
{
  const fs::path first = fs::absolute(candidate.models.front()).lexically_normal();
  if (fs::is_directory(first) || (candidate.models.size() == 1 && candidate.previousStage.empty()))
  {
    return {first, {}};
  }
  Model model = ReadJoinedModel(candidate.models);
  if (model.previousStage == nullptr)
  {
    model.previousStage = ModelOfRuns(candidate.previousStage);
  }
  const std::string name = fmt::format("model_{}.safetensors", candidate.name);
  WriteModel(output.Path() / name, model);
  return {output.Destination() / name,
          model.previousStage == nullptr ? model.Configuration().previousStage : std::string()};
}

} // namespace vox
