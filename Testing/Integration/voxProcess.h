// SPDX-License-Identifier: Apache-2.0
#ifndef voxProcess_h
#define voxProcess_h

#include <filesystem>
#include <string>
#include <vector>

namespace vox::testing
{

struct ProcessResult
{
  int exitCode = -1; ///< 128 + signal for a process that a signal ended, as shells count
  std::string out;
  std::string err;
};

/** A run of the program `voxtome` on one thread, or of another, with its output caught in files of its own. */
class Process
{
public:
  /** Starts it in this folder. Throws std::runtime_error if that fails. */
  Process(const std::vector<std::string> & arguments, const std::filesystem::path & folder,
          const std::filesystem::path & program = VOX_PROGRAM);
  /** Ends a process that Wait() has not seen end. */
  ~Process();
  Process(const Process &) = delete;
  Process & operator=(const Process &) = delete;

  void Signal(int signal) const;
  [[nodiscard]] ProcessResult Wait();

private:
  std::filesystem::path m_Out;
  std::filesystem::path m_Err;
  int m_Pid = -1;
};

/** Runs the program to its end, on one thread unless the arguments say otherwise. */
[[nodiscard]] ProcessResult RunProgram(const std::vector<std::string> & arguments, const std::filesystem::path & folder,
                                       const std::filesystem::path & program = VOX_PROGRAM);

/** Waits until the file is there; false after half a minute. */
[[nodiscard]] bool WaitForFile(const std::filesystem::path & file);

/** The lines of a text, without the empty one at its end. */
[[nodiscard]] std::vector<std::string> Lines(const std::string & text);

} // namespace vox::testing

#endif
