// SPDX-License-Identifier: Apache-2.0
#include "voxPrivateXServer.h"

#include "voxError.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <random>
#include <sstream>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace vox
{
namespace
{

namespace fs = std::filesystem;
constexpr int kStartMilliseconds = 30000;

fs::path
FindXvfb()
{
  const char * path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "/usr/bin" : path);
  for (std::string folder; std::getline(folders, folder, ':');)
  {
    const fs::path program = fs::path(folder) / "Xvfb";
    if (!folder.empty() && ::access(program.c_str(), X_OK) == 0)
    {
      return program;
    }
  }
  Fail(ErrorKind::Resource,
       "display: found no X server at DISPLAY '{}' and no program Xvfb, expected one of them; "
       "install the package xvfb",
       std::getenv("DISPLAY") == nullptr ? "" : std::getenv("DISPLAY"));
}

fs::path
MakeFolder()
{
  std::string name = (fs::temp_directory_path() / "voxtome-display-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr)
  {
    Fail(ErrorKind::Resource, "{}: cannot be made ({}); set TMPDIR to a folder that can be written", name,
         std::strerror(errno));
  }
  return name;
}

/** A cookie for any address and number (family 65535), in the format of Xau: counted texts, high bytes first. */
void
WriteCookie(const fs::path & file)
{
  std::string text("\xff\xff\0\0\0\0\0\x12MIT-MAGIC-COOKIE-1\0\x10", 28);
  std::random_device random;
  for (int i = 0; i < 16; ++i)
  {
    text += static_cast<char>(random());
  }
  std::ofstream stream(file, std::ios::binary);
  if (!(stream << text).flush())
  {
    Fail(ErrorKind::Resource, "{}: cannot be written; free some space", file.string());
  }
}

/** What the guardian needs, all of it made before the fork: after it only calls that are safe in a signal handler. */
struct Guarded
{
  const char * program;
  std::array<char *, 16> arguments;
  const char * log;
  std::array<const char *, 2> files;
  const char * folder;
  int alive; ///< to read from
  int ready; ///< to write to
};

[[noreturn]] void
BecomeServer(const Guarded & guarded, pid_t guardian)
{
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != guardian)
  {
    ::_exit(1);
  }
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::signal(SIGINT, SIG_IGN);
  const int log = ::open(guarded.log, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  ::dup2(log, 2);
  ::dup2(guarded.ready, 3);
  ::close_range(4, ~0U, 0);
  ::execv(guarded.program, guarded.arguments.data());
  ::_exit(127);
}

/** Starts the server, waits until the other end of `alive` is closed or the server has ended, cleans up. */
[[noreturn]] void
Guard(const Guarded & guarded)
{
  ::setsid(); // Ctrl-C of the terminal is not for us: the end of the pipe is
  const int null = ::open("/dev/null", O_RDWR);
  for (int descriptor = 0; descriptor < 3; ++descriptor)
  {
    ::dup2(null, descriptor);
  }
  // Whatever else this process has open is not ours to keep open: only the two pipes stay.
  ::dup2(guarded.alive, 100);
  ::dup2(guarded.ready, 101);
  ::close_range(3, 99, 0);
  ::close_range(102, ~0U, 0);
  Guarded own = guarded;
  own.alive = 100;
  own.ready = 101;
  const pid_t guardian = ::getpid();
  const pid_t server = ::fork();
  if (server == 0)
  {
    BecomeServer(own, guardian);
  }
  ::close(own.ready);
  pollfd waited{own.alive, POLLIN, 0};
  // What could not be started or has ended is not signalled: its number means every process, or may be another's.
  bool runs = server > 0;
  while (::poll(&waited, 1, 200) == 0) // where it ended by itself, until the owner has read the log
  {
    runs = runs && ::waitpid(server, nullptr, WNOHANG) == 0;
  }
  if (runs)
  {
    ::kill(server, SIGTERM);
  }
  for (int i = 0; i < 50 && runs; ++i)
  {
    ::poll(nullptr, 0, 100);
    runs = ::waitpid(server, nullptr, WNOHANG) == 0;
  }
  if (runs)
  {
    ::kill(server, SIGKILL);
  }
  for (const char * file : own.files)
  {
    ::unlink(file);
  }
  ::rmdir(own.folder);
  ::_exit(0);
}

/** The number that the server chose; empty where it ended without one. */
std::string
ReadNumber(int ready)
{
  std::string number;
  pollfd waited{ready, POLLIN, 0};
  char character = 0;
  while (::poll(&waited, 1, kStartMilliseconds) > 0 && ::read(ready, &character, 1) == 1)
  {
    if (character == '\n')
    {
      return number;
    }
    number += character;
  }
  return {};
}

std::string
LastLine(const fs::path & file)
{
  std::ifstream stream(file);
  std::string last = "nothing";
  for (std::string line; std::getline(stream, line);)
  {
    last = line.empty() ? last : line;
  }
  return last;
}

} // namespace

PrivateXServer::PrivateXServer()
{
  const fs::path program = FindXvfb();
  m_Folder = MakeFolder();
  try
  {
    WriteCookie(Authority());
    Start(program);
  }
  catch (...)
  {
    End();
    throw;
  }
}

PrivateXServer::~PrivateXServer()
{
  End();
}

fs::path
PrivateXServer::Authority() const
{
  return m_Folder / "authority";
}

void
PrivateXServer::Start(const fs::path & program)
{
  const std::string file = program.string();
  const std::string log = (m_Folder / "log").string();
  const std::string authority = Authority().string();
  std::array<std::string, 11> words{"Xvfb",      "-displayfd", "3",        "-screen", "0",      "2048x2048x24",
                                    "-nolisten", "tcp",        "-noreset", "-auth",   authority};
  int alive[2];
  int ready[2];
  if (::pipe2(alive, O_CLOEXEC) != 0 || ::pipe2(ready, O_CLOEXEC) != 0)
  {
    Fail(ErrorKind::Resource, "display: no pipe can be opened ({}); close some files", std::strerror(errno));
  }
  Guarded guarded{file.c_str(),     {},       log.c_str(), {log.c_str(), authority.c_str()},
                  m_Folder.c_str(), alive[0], ready[1]};
  for (std::size_t i = 0; i < words.size(); ++i)
  {
    guarded.arguments[i] = words[i].data();
  }
  m_Guardian = ::fork();
  if (m_Guardian == 0)
  {
    Guard(guarded);
  }
  ::close(alive[0]);
  ::close(ready[1]);
  m_Alive = alive[1];
  const std::string number = m_Guardian < 0 ? "" : ReadNumber(ready[0]);
  ::close(ready[0]);
  if (number.empty())
  {
    Fail(ErrorKind::Resource, "{}: does not start, its last words are '{}'; expected a display number", file,
         LastLine(log));
  }
  m_Name = ":" + number;
}

void
PrivateXServer::End()
{
  if (m_Alive >= 0)
  {
    ::close(m_Alive);
  }
  if (m_Guardian > 0)
  {
    ::waitpid(m_Guardian, nullptr, 0);
  }
  std::error_code ignored; // of a guardian that was killed or never began
  fs::remove_all(m_Folder, ignored);
}

} // namespace vox
