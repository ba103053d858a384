// SPDX-License-Identifier: Apache-2.0
#include "voxGuardedRun.h"

#include "voxGuardian.h"
#include "voxModuleArguments.h"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace vox
{
namespace
{

constexpr int resources = 5;

Pipe
NewPipe()
{
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0)
  {
    throw ModuleError(resources, std::string("no pipe can be opened (") + std::strerror(errno) + ")");
  }
  return {ends[0], ends[1]};
}

/** Starts the guardian as nobody's child: whoever kills this process and its children does not find it. */
void
StartGuardian(const GuardedRun & run, const GuardianPipes & pipes)
{
  const pid_t between = ::fork();
  if (between < 0)
  {
    throw ModuleError(resources, std::string("no process can be started (") + std::strerror(errno) + ")");
  }
  if (between == 0)
  {
    ::setsid();
    if (const pid_t guardian = ::fork(); guardian != 0)
    {
      ::_exit(guardian > 0 ? 0 : 1);
    }
    Guard(run, pipes); // does not return
  }
  int status = 0;
  ::waitpid(between, &status, 0);
  if (status != 0)
  {
    throw ModuleError(resources, "no process can be started; end others, or raise their limit");
  }
}

/** Appends what can be read; false at the end. */
bool
ReadSome(int descriptor, std::string & text)
{
  char buffer[4096];
  const ssize_t count = ::read(descriptor, buffer, sizeof(buffer));
  if (count > 0)
  {
    text.append(buffer, static_cast<std::size_t>(count));
  }
  return count > 0 || (count < 0 && errno == EINTR);
}

void
TakeLines(std::string & text, const std::function<void(std::string_view)> & line)
{
  std::size_t begin = 0;
  for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin))
  {
    line(std::string_view(text).substr(begin, end - begin));
    begin = end + 1;
  }
  text.erase(0, begin);
}

} // namespace

GuardedResult
RunGuarded(const GuardedRun & run, const std::function<void(std::string_view)> & line)
{
  const GuardianPipes pipes{NewPipe(), NewPipe(), NewPipe(), NewPipe()};
  StartGuardian(run, pipes);
  for (const int end : {pipes.alive.read, pipes.out.write, pipes.err.write, pipes.result.write})
  {
    ::close(end);
  }
  std::string out;
  std::string report;
  GuardedResult result;
  pollfd open[] = {{pipes.out.read, POLLIN, 0}, {pipes.err.read, POLLIN, 0}, {pipes.result.read, POLLIN, 0}};
  std::string * texts[] = {&out, &result.errors, &report};
  for (int left = 3; left > 0;)
  {
    ::poll(open, 3, -1);
    for (int i = 0; i < 3; ++i)
    {
      if (open[i].fd >= 0 && open[i].revents != 0 && !ReadSome(open[i].fd, *texts[i]))
      {
        open[i].fd = -1;
        --left;
      }
    }
    TakeLines(out, line);
  }
  if (!out.empty())
  {
    line(out);
  }
  const char * end = report.data() + report.size();
  const auto [message, error] = std::from_chars(report.data(), end, result.exitCode);
  if (error != std::errc())
  {
    throw ModuleError(resources, "the process that watches over the program has been killed; try again");
  }
  result.errors.append(message, end);
  return result;
}

} // namespace vox
