// SPDX-License-Identifier: Apache-2.0
#include "voxInstalledFiles.h"

#include "voxModuleArguments.h"

#include <algorithm>
#include <cstdlib>
#include <unistd.h>

namespace vox
{
namespace
{

constexpr int badModel = 4;
constexpr int resources = 5;
constexpr std::string_view modelEnding = ".safetensors";

std::filesystem::path
OwnFolder()
{
  return std::filesystem::read_symlink("/proc/self/exe").parent_path();
}

/** PREFIX of PREFIX/lib/ANY/cli-modules. */
std::filesystem::path
Prefix()
{
  return OwnFolder().parent_path().parent_path().parent_path();
}

std::filesystem::path
ModelFolder()
{
  const std::filesystem::path shared = Prefix() / "share" / "voxtome" / "models";
  std::error_code ignored;
  return std::filesystem::is_directory(shared, ignored) ? shared : OwnFolder() / "models";
}

std::string
Joined(const std::vector<std::string> & names)
{
  std::string text;
  for (const std::string & name : names)
  {
    text += (text.empty() ? "" : ", ") + name;
  }
  return text.empty() ? "none" : text;
}

} // namespace

std::filesystem::path
ProgramFile()
{
  const std::filesystem::path installed = Prefix() / "bin" / "voxtome";
  const std::filesystem::path beside = OwnFolder() / "voxtome";
  for (const auto & file : {installed, beside})
  {
    if (::access(file.c_str(), X_OK) == 0)
    {
      return file;
    }
  }
  throw ModuleError(resources, "found no program " + installed.string() + " nor " + beside.string() +
                                   "; unpack the extension whole, all its folders beside each other");
}

std::vector<std::string>
ModelNames()
{
  std::vector<std::string> names;
  std::error_code ignored;
  for (const auto & entry : std::filesystem::directory_iterator(ModelFolder(), ignored))
  {
    if (entry.path().extension() == modelEnding)
    {
      names.push_back(entry.path().stem().string());
    }
  }
  std::ranges::sort(names);
  return names;
}

std::filesystem::path
ModelFile(const std::string & name)
{
  const std::vector<std::string> names = ModelNames();
  if (std::ranges::find(names, name) == names.end())
  {
    throw ModuleError(badModel, "--model: found '" + name + "', expected one of the models in " +
                                    ModelFolder().string() + ": " + Joined(names) + "; or give a file by --modelFile");
  }
  return ModelFolder() / (name + std::string(modelEnding));
}

void
RestoreEnvironment()
{
  for (const std::string variable :
       {"LD_LIBRARY_PATH", "LD_PRELOAD", "ITK_AUTOLOAD_PATH", "DCMDICTPATH", "OMP_NUM_THREADS"})
  {
    const char * before = std::getenv(("APPLAUNCHER_0_" + variable).c_str());
    const bool isSlicers = variable.starts_with("LD_") || variable == "ITK_AUTOLOAD_PATH";
    if (before != nullptr)
    {
      const std::string value = before; // setenv may move what getenv gave
      ::setenv(variable.c_str(), value.c_str(), 1);
    }
    else if (isSlicers)
    {
      ::unsetenv(variable.c_str());
    }
  }
}

} // namespace vox
