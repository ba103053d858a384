// SPDX-License-Identifier: Apache-2.0
#ifndef voxGuardedRun_h
#define voxGuardedRun_h

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace vox
{

/** A file that a program makes in its folder, and where it belongs. */
struct StagedFile
{
  std::filesystem::path made; ///< relative to the folder
  std::filesystem::path place;
};

/** A program to run, and what comes of it. */
struct GuardedRun
{
  std::vector<std::string> words; ///< program and arguments
  std::filesystem::path folder;   ///< for the files it makes; removed at the end, whatever happens
  std::vector<StagedFile> files;  ///< put in their places if the program ends with 0
};

struct GuardedResult
{
  int exitCode = 0;
  std::string errors; ///< what the program wrote to its standard error, and what went wrong with the files
};

/** Runs the program and hands each line of its standard output to `line`. Nothing is left behind even where this
 * process is killed without notice, as Slicer does with it and all its children: the program and the folder belong to
 * a guardian, a process that is no child of this one and is told by a closed pipe that this one has gone. It interrupts
 * the program (SIGINT, after five seconds SIGKILL) and removes the folder. */
[[nodiscard]] GuardedResult RunGuarded(const GuardedRun & run, const std::function<void(std::string_view)> & line);

} // namespace vox

#endif
