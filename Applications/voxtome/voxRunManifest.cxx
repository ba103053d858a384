// SPDX-License-Identifier: Apache-2.0
#include "voxRunManifest.h"

#include "voxReadVolume.h"

#include <fmt/format.h>
#include <torch/version.h>

namespace vox
{

std::string_view
ProgramVersion()
{
  return VOX_VERSION;
}

Json
RunManifest(std::string_view verb, const Json & options)
{
  return {{"program", "voxtome"},
          {"version", ProgramVersion()},
          {"libtorch", TORCH_VERSION},
          {"verb", verb},
          {"options", options}};
}

std::filesystem::path
ManifestPath(std::string_view verb, const std::filesystem::path & output)
{
  if (std::filesystem::is_directory(output))
  {
    return output / fmt::format("{}_options.json", verb);
  }
  return output.parent_path() / fmt::format("{}_{}_options.json", ImageStem(output), verb);
}

} // namespace vox
