// SPDX-License-Identifier: Apache-2.0
#include "voxTrainingRequest.h"

#include "voxRunManifest.h"

namespace vox
{

void
WriteTrainingRequest(const std::filesystem::path & runFolder, const TrainingRequest & request)
{
  WriteJson(runFolder / kRunOptionsFile, RunManifest("train", ToJson(request)));
}

TrainingRequest
ReadTrainingRequest(const std::filesystem::path & runFolder)
{
  const std::filesystem::path file = runFolder / kRunOptionsFile;
  TrainingRequest request;
  FromJson(ReadJson(file).value("options", Json()), request, file.string());
  return request;
}

} // namespace vox
