// SPDX-License-Identifier: Apache-2.0
#include "voxSlicerModule.h"

#include "voxInstalledFiles.h"
#include "voxModuleArguments.h"
#include "voxModuleXml.h"
#include "voxSlicerProgress.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <unistd.h>

namespace vox
{
namespace
{

void
Print(std::string_view text)
{
  fmt::print("{}", text);
  std::fflush(stdout); // Slicer shows progress when it comes
}

/** A name beside the first result, so that results are put in their places by renaming. The guardian makes it. */
std::filesystem::path
TemporaryFolder(const ModuleValues & values)
{
  const std::filesystem::path result = FirstResult(values);
  const std::filesystem::path parent = result.empty()             ? std::filesystem::temp_directory_path()
                                       : result.has_parent_path() ? result.parent_path()
                                                                  : ".";
  return parent /
         fmt::format(".voxtome-{}-{:x}", ::getpid(), std::chrono::steady_clock::now().time_since_epoch().count());
}

/** As a person would type it. */
std::string
Quoted(const std::string & word)
{
  const auto isPlain = [](char letter) {
    return std::isalnum(static_cast<unsigned char>(letter)) || std::strchr("-_./=:+,", letter);
  };
  if (!word.empty() && std::ranges::all_of(word, isPlain))
  {
    return word;
  }
  std::string quoted = "'";
  for (const char letter : word)
  {
    quoted += letter == '\'' ? "'\\''" : std::string(1, letter);
  }
  return quoted + "'";
}

/** The command that a person would give: results go to their places, and it speaks in words. */
std::string
CommandText(const GuardedRun & run)
{
  std::string text;
  for (const std::string & word : run.words)
  {
    if (word == "--json")
    {
      continue;
    }
    std::string shown = word;
    for (const StagedFile & file : run.files)
    {
      shown = shown == (run.folder / file.made).string() ? file.place.string() : shown;
    }
    text.append(text.empty() ? "" : " ").append(Quoted(shown));
  }
  return text;
}

int
Do(const ModuleDescription & module, const GuardedRun & run)
{
  SlicerProgress progress(module.title);
  Print(progress.Begin());
  const GuardedResult result = RunGuarded(run, [&](std::string_view line) { Print(progress.Translate(line)); });
  if (result.exitCode != 0)
  {
    const std::string errors =
        result.errors.empty() ? fmt::format("voxtome ended with exit code {}", result.exitCode) : result.errors;
    fmt::print(stderr, "{}{}", errors, errors.ends_with('\n') ? "" : "\n");
    return result.exitCode;
  }
  Print(result.errors);
  Print(progress.End());
  return 0;
}

} // namespace

int
RunModule(const ModuleDescription & module, MakeRun makeRun, const char * xml, int argc, char ** argv)
{
  std::vector<std::string> arguments(argv + 1, argv + argc);
  try
  {
    if (arguments == std::vector<std::string>{"--xml"})
    {
      Print(WithModels(xml, ModelNames()));
      return 0;
    }
    const bool show = std::erase(arguments, "--command") > 0;
    const ModuleValues values = ParseModuleArguments(module, arguments);
    const GuardedRun run = makeRun(values, TemporaryFolder(values));
    if (show)
    {
      Print(CommandText(run) + "\n");
      return 0;
    }
    RestoreEnvironment();
    return Do(module, run);
  }
  catch (const ModuleError & error)
  {
    fmt::print(stderr, "{}: {}\n", module.name, error.what());
    return error.ExitCode();
  }
  catch (const std::exception & error)
  {
    fmt::print(stderr, "{}: {}\n", module.name, error.what());
    return 5;
  }
}

} // namespace vox
