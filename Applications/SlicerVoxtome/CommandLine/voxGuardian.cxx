// SPDX-License-Identifier: Apache-2.0
#include "voxGuardian.h"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <string>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace vox
{
namespace
{

constexpr int patienceMs = 5000; // between asking the program to stop and ending it
constexpr int badInput = 3;      // exit codes as voxtome's
constexpr int resources = 5;
constexpr int ownSignals[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE};

/** Nobody may wait for the end of a pipe that this process holds by accident. */
void
CloseAllBut(const GuardianPipes & pipes)
{
  const int kept[] = {pipes.alive.read, pipes.out.write, pipes.err.write, pipes.result.write};
  const int null = ::open("/dev/null", O_RDWR);
  for (int standard = 0; standard < 3; ++standard)
  {
    ::dup2(null, standard);
  }
  const long limit = ::sysconf(_SC_OPEN_MAX);
  const int last = limit > 0 && limit < 65536 ? static_cast<int>(limit) : 65536;
  for (int descriptor = 3; descriptor < last; ++descriptor)
  {
    if (descriptor != kept[0] && descriptor != kept[1] && descriptor != kept[2] && descriptor != kept[3])
    {
      ::close(descriptor);
    }
  }
}

[[noreturn]] void
BecomeProgram(const GuardedRun & run, const GuardianPipes & pipes, pid_t guardian)
{
  for (const int signal : ownSignals)
  {
    ::signal(signal, SIG_DFL);
  }
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != guardian)
  {
    ::_exit(resources);
  }
  ::dup2(pipes.out.write, STDOUT_FILENO);
  ::dup2(pipes.err.write, STDERR_FILENO);
  std::vector<char *> words;
  for (const std::string & word : run.words)
  {
    words.push_back(const_cast<char *>(word.c_str()));
  }
  words.push_back(nullptr);
  ::execv(words.front(), words.data());
  static_cast<void>(!::write(STDERR_FILENO, "the program cannot be started\n", 30));
  ::_exit(resources);
}

/** Whether the other end is closed within the time; below 0: waits for it. */
bool
IsClosed(int descriptor, int milliseconds)
{
  pollfd end{descriptor, POLLIN, 0};
  return ::poll(&end, 1, milliseconds) > 0;
}

/** Waits for the end of the program, whose sign is that `lives` closes, or of the process worked for. True if the
 * program ended by itself. */
bool
EndsByItself(int lives, int alive)
{
  pollfd ends[] = {{lives, POLLIN, 0}, {alive, POLLIN, 0}};
  while (::poll(ends, 2, -1) < 0 && errno == EINTR)
  {}
  return ends[0].revents != 0;
}

void
Stop(pid_t program, int lives)
{
  ::kill(program, SIGINT);
  if (!IsClosed(lives, patienceMs))
  {
    ::kill(program, SIGKILL);
  }
}

int
ExitCodeOf(pid_t program)
{
  int status = 0;
  while (::waitpid(program, &status, 0) < 0 && errno == EINTR)
  {}
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/** By rename, or from another file system by a copy that is renamed. Returns what went wrong. */
std::string
PutInPlace(const std::filesystem::path & made, const std::filesystem::path & place)
{
  std::error_code error;
  std::filesystem::rename(made, place, error);
  if (error)
  {
    const std::filesystem::path part = place.string() + ".part-" + std::to_string(::getpid());
    std::filesystem::copy_file(made, part, std::filesystem::copy_options::overwrite_existing, error);
    if (!error)
    {
      std::filesystem::rename(part, place, error);
    }
    if (error)
    {
      std::error_code ignored;
      std::filesystem::remove(part, ignored);
    }
  }
  return error ? place.string() + ": cannot be written (" + error.message() + ")" : std::string();
}

/** Files that are replaced, under other names beside their places until all new ones are there. */
class OlderFiles
{
public:
  /** Returns what went wrong. */
  std::string
  Keep(const std::filesystem::path & place)
  {
    std::error_code error;
    const std::filesystem::path kept = place.string() + ".older-" + std::to_string(::getpid());
    const std::filesystem::file_status status = std::filesystem::symlink_status(place, error);
    const bool isThere = std::filesystem::exists(status);
    if (std::filesystem::is_directory(status))
    {
      return place.string() + ": cannot be written (it is a folder)";
    }
    if (isThere)
    {
      std::filesystem::rename(place, kept, error);
    }
    if (isThere && error)
    {
      return place.string() + ": cannot be replaced (" + error.message() + ")";
    }
    m_Files.push_back({place, isThere ? kept : std::filesystem::path()});
    return {};
  }

  /** The places as they were, also those that were empty. */
  void
  PutBack() const
  {
    std::error_code ignored;
    for (const auto & [place, kept] : m_Files)
    {
      kept.empty() ? static_cast<void>(std::filesystem::remove(place, ignored))
                   : std::filesystem::rename(kept, place, ignored);
    }
  }

  void
  Remove() const
  {
    std::error_code ignored;
    for (const auto & [place, kept] : m_Files)
    {
      if (!kept.empty())
      {
        std::filesystem::remove(kept, ignored);
      }
    }
  }

private:
  std::vector<std::pair<std::filesystem::path, std::filesystem::path>> m_Files; ///< places, and where their files are
};

/** All of them or none, and then the older ones as they were. */
std::string
PutAllInPlace(const GuardedRun & run)
{
  OlderFiles older;
  for (const StagedFile & file : run.files)
  {
    std::string error = older.Keep(file.place);
    if (error.empty())
    {
      error = PutInPlace(run.folder / file.made, file.place);
    }
    if (!error.empty())
    {
      older.PutBack();
      return error;
    }
  }
  older.Remove();
  return {};
}

/** Runs the program to its end, or stops it when the process worked for has gone. */
int
RunProgram(const GuardedRun & run, const GuardianPipes & pipes, bool & byItself)
{
  int lives[2]; // the program alone holds the write end
  const pid_t guardian = ::getpid();
  if (::pipe(lives) != 0)
  {
    return resources;
  }
  const pid_t program = ::fork();
  if (program < 0)
  {
    return resources;
  }
  if (program == 0)
  {
    for (const int descriptor : {lives[0], pipes.alive.read, pipes.result.write})
    {
      ::close(descriptor);
    }
    BecomeProgram(run, pipes, guardian);
  }
  for (const int descriptor : {lives[1], pipes.out.write, pipes.err.write})
  {
    ::close(descriptor);
  }
  byItself = EndsByItself(lives[0], pipes.alive.read);
  if (!byItself)
  {
    Stop(program, lives[0]);
  }
  return ExitCodeOf(program);
}

} // namespace

void
Guard(const GuardedRun & run, const GuardianPipes & pipes)
{
  for (const int signal : ownSignals)
  {
    ::signal(signal, SIG_IGN); // those are for the process worked for
  }
  CloseAllBut(pipes);
  std::error_code failure;
  std::filesystem::create_directory(run.folder, failure);
  int exitCode = badInput;
  std::string error;
  if (failure)
  {
    error =
        run.folder.parent_path().string() + ": cannot be written (" + failure.message() + "); choose a folder that can";
  }
  else
  {
    bool byItself = false;
    exitCode = RunProgram(run, pipes, byItself);
    if (byItself && exitCode == 0)
    {
      error = PutAllInPlace(run);
      exitCode = error.empty() ? 0 : resources;
    }
    std::filesystem::remove_all(run.folder, failure);
  }
  const std::string report = std::to_string(exitCode) + error;
  static_cast<void>(!::write(pipes.result.write, report.data(), report.size()));
  ::_exit(0);
}

} // namespace vox
