// SPDX-License-Identifier: Apache-2.0
#include "voxProcess.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace vox::testing
{
namespace
{

std::filesystem::path
CaptureFile(const char * kind)
{
  static std::atomic<int> count{0};
  return std::filesystem::temp_directory_path() /
         ("voxtome-test-" + std::to_string(::getpid()) + "-" + std::to_string(count++) + "." + kind);
}

std::string
TakeFile(const std::filesystem::path & path)
{
  std::ifstream stream(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  std::filesystem::remove(path);
  return text;
}

void
RedirectTo(int descriptor, const std::filesystem::path & path)
{
  ::dup2(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), descriptor);
}

} // namespace

Process::Process(const std::vector<std::string> & arguments, const std::filesystem::path & folder,
                 const std::filesystem::path & program)
    : m_Out(CaptureFile("out")), m_Err(CaptureFile("err"))
{
  std::vector<std::string> words{program.string()};
  if (program == VOX_PROGRAM && std::ranges::find(arguments, "--threads") == arguments.end())
  {
    words.insert(words.end(), {"--threads", "1"});
  }
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char *> argv;
  for (std::string & word : words)
  {
    argv.push_back(word.data());
  }
  argv.push_back(nullptr);
  m_Pid = ::fork();
  if (m_Pid == 0)
  {
    RedirectTo(STDOUT_FILENO, m_Out);
    RedirectTo(STDERR_FILENO, m_Err);
    if (::chdir(folder.c_str()) == 0)
    {
      ::execv(argv.front(), argv.data());
    }
    ::_exit(127);
  }
  if (m_Pid < 0)
  {
    throw std::runtime_error("cannot start a process");
  }
}

Process::~Process()
{
  if (m_Pid > 0)
  {
    ::kill(m_Pid, SIGKILL);
    static_cast<void>(Wait());
  }
}

void
Process::Signal(int signal) const
{
  ::kill(m_Pid, signal);
}

ProcessResult
Process::Wait()
{
  int status = 0;
  ::waitpid(m_Pid, &status, 0);
  m_Pid = -1;
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), TakeFile(m_Out), TakeFile(m_Err)};
}

ProcessResult
RunProgram(const std::vector<std::string> & arguments, const std::filesystem::path & folder,
           const std::filesystem::path & program)
{
  return Process(arguments, folder, program).Wait();
}

bool
WaitForFile(const std::filesystem::path & file)
{
  for (int i = 0; i < 6000 && !std::filesystem::exists(file); ++i)
  {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return std::filesystem::exists(file);
}

std::vector<std::string>
Lines(const std::string & text)
{
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);)
  {
    lines.push_back(line);
  }
  return lines;
}

} // namespace vox::testing
