// SPDX-License-Identifier: Apache-2.0
#include "voxDisplay.h"
#include "voxExpectError.h"
#include "voxRequireXvfb.h"
#include "voxTemporaryFolder.h"

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <set>
#include <thread>

#include <X11/Xlib.h>
#include <sys/wait.h>
#include <unistd.h>

namespace vox::testing
{
namespace
{

using ::testing::HasSubstr;
using ::testing::StartsWith;
namespace fs = std::filesystem;

/** An environment variable with another value until the end of the block. */
class Environment
{
public:
  Environment(const char * name, const char * value) : m_Name(name)
  {
    const char * old = std::getenv(name);
    m_WasSet = old != nullptr;
    m_Old = m_WasSet ? old : "";
    value == nullptr ? ::unsetenv(name) : ::setenv(name, value, 1);
  }
  ~Environment() { m_WasSet ? ::setenv(m_Name, m_Old.c_str(), 1) : ::unsetenv(m_Name); }
  Environment(const Environment &) = delete;
  Environment & operator=(const Environment &) = delete;

private:
  const char * m_Name;
  bool m_WasSet = false;
  std::string m_Old;
};

/** Where a server of this name, ":99", listens. */
fs::path
SocketOf(const std::string & name)
{
  return "/tmp/.X11-unix/X" + name.substr(1);
}

/** The server whose cookie lies in this folder; 0: none. */
pid_t
ServerOf(const fs::path & folder)
{
  for (const fs::directory_entry & entry : fs::directory_iterator("/proc"))
  {
    std::ifstream stream(entry.path() / "cmdline");
    const std::string words{std::istreambuf_iterator<char>(stream), {}};
    if (words.starts_with("Xvfb") && words.find(folder.string()) != std::string::npos)
    {
      return std::stoi(entry.path().filename());
    }
  }
  return 0;
}

/** Waits up to ten seconds. */
template <typename TCondition>
bool
Eventually(TCondition && condition)
{
  for (int i = 0; i < 500 && !condition(); ++i)
  {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return condition();
}

/** A process that holds a private display until it is killed; knows its name. */
class Holder
{
public:
  Holder()
  {
    std::array<int, 2> pipe{};
    EXPECT_EQ(::pipe(pipe.data()), 0);
    m_Pid = ::fork();
    if (m_Pid == 0)
    {
      const Display display(DisplayUse::OffScreen);
      const std::string line = display.Name() + "\n";
      static_cast<void>(!::write(pipe[1], line.data(), line.size()));
      ::pause();
      ::_exit(0);
    }
    ::close(pipe[1]);
    m_Pipe = pipe[0];
  }
  ~Holder()
  {
    Kill();
    ::close(m_Pipe);
  }
  Holder(const Holder &) = delete;
  Holder & operator=(const Holder &) = delete;

  std::string
  Name()
  {
    for (char character = 0; ::read(m_Pipe, &character, 1) == 1 && character != '\n';)
    {
      m_Name += character;
    }
    return m_Name;
  }
  void
  Kill()
  {
    if (m_Pid > 0)
    {
      ::kill(m_Pid, SIGKILL);
      ::waitpid(m_Pid, nullptr, 0);
    }
    m_Pid = -1;
  }

private:
  pid_t m_Pid = -1;
  int m_Pipe = -1;
  std::string m_Name;
};

TEST(Display, StartsAServerOfItsOwnAndLeavesNothing)
{
  VOX_REQUIRE_XVFB();
  for (const char * before : {static_cast<const char *>(nullptr), "", ":4711", "no.such.host.invalid:0"})
  {
    const TemporaryFolder folder;
    const Environment temporary("TMPDIR", folder.Path().c_str());
    const Environment display("DISPLAY", before);
    std::string name;
    {
      const Display server(DisplayUse::OffScreen);
      name = server.Name();
      EXPECT_TRUE(server.IsPrivate());
      EXPECT_THAT(name, StartsWith(":"));
      EXPECT_STREQ(std::getenv("DISPLAY"), name.c_str());
      EXPECT_THAT(server.Renderer(), HasSubstr("private Xvfb"));
      EXPECT_TRUE(fs::exists(SocketOf(name)));
      EXPECT_EQ(folder.EntryCount(), 1);
      const fs::path own = *fs::directory_iterator(folder.Path());
      EXPECT_EQ(fs::status(own).permissions(), fs::perms::owner_all) << "its cookie is nobody else's";
    }
    EXPECT_FALSE(fs::exists(SocketOf(name)));
    EXPECT_EQ(folder.EntryCount(), 0);
    EXPECT_EQ(std::getenv("DISPLAY") == nullptr, before == nullptr) << "put back";
  }
}

TEST(Display, TakesTheServerThatAnswers)
{
  VOX_REQUIRE_XVFB();
  const Environment display("DISPLAY", nullptr);
  const Display first(DisplayUse::OffScreen);
  const Display second(DisplayUse::OffScreen);
  EXPECT_FALSE(second.IsPrivate());
  EXPECT_EQ(second.Name(), first.Name());
  EXPECT_FALSE(Display(DisplayUse::OnScreen).IsPrivate());
}

TEST(Display, NobodyElseIsLetIn)
{
  VOX_REQUIRE_XVFB();
  const Environment display("DISPLAY", nullptr);
  const Display first(DisplayUse::OffScreen);
  const Environment stranger("XAUTHORITY", "/nonexistent");
  const Display second(DisplayUse::OffScreen);
  EXPECT_TRUE(second.IsPrivate()) << "without the cookie the first server does not answer";
}

TEST(Display, ServersOfParallelProcessesDoNotMeet)
{
  VOX_REQUIRE_XVFB();
  const TemporaryFolder folder;
  const Environment temporary("TMPDIR", folder.Path().c_str());
  const Environment display("DISPLAY", nullptr);
  std::array<Holder, 4> holders;
  std::set<std::string> names;
  for (Holder & holder : holders)
  {
    names.insert(holder.Name());
  }
  EXPECT_EQ(names.size(), 4u);
  for (const std::string & name : names)
  {
    EXPECT_TRUE(fs::exists(SocketOf(name))) << name;
  }
  // Nothing of a process that is killed stays.
  for (Holder & holder : holders)
  {
    holder.Kill();
  }
  EXPECT_TRUE(Eventually([&] { return folder.EntryCount() == 0; }));
  for (const std::string & name : names)
  {
    EXPECT_TRUE(Eventually([&] { return !fs::exists(SocketOf(name)); })) << name;
  }
}

TEST(Display, NamesThePackageThatIsMissing)
{
  const TemporaryFolder folder;
  const Environment temporary("TMPDIR", folder.Path().c_str());
  const Environment display("DISPLAY", ":4711");
  const Environment path("PATH", "/nonexistent");
  VOX_EXPECT_ERROR(Display(DisplayUse::OffScreen), ErrorKind::Resource, "install the package xvfb");
  VOX_EXPECT_ERROR(Display(DisplayUse::OnScreen), ErrorKind::Resource, "expected an X server with OpenGL");
  EXPECT_EQ(folder.EntryCount(), 0);
}

TEST(Display, TellsWhatAServerThatFailsSaid)
{
  const TemporaryFolder folder;
  const TemporaryFolder programs;
  {
    std::ofstream(programs / "Xvfb") << "#!/bin/sh\necho no fonts >&2\nexit 1\n";
  }
  fs::permissions(programs / "Xvfb", fs::perms::owner_all);
  const Environment temporary("TMPDIR", folder.Path().c_str());
  const Environment display("DISPLAY", nullptr);
  const Environment path("PATH", programs.Path().c_str());
  VOX_EXPECT_ERROR(Display(DisplayUse::OffScreen), ErrorKind::Resource, "its last words are 'no fonts'");
  EXPECT_EQ(folder.EntryCount(), 0);
}

TEST(Display, AServerThatEndsIsOneLine)
{
  VOX_REQUIRE_XVFB();
  const Environment variable("DISPLAY", nullptr);
  const TemporaryFolder folder;
  const Environment temporary("TMPDIR", folder.Path().c_str());
  EXPECT_EXIT(
      {
        OnDisplayLost([](std::string_view line) {
          fmt::print(stderr, "{}\n", line);
          std::_Exit(5);
        });
        const Display server(DisplayUse::OffScreen);
        ::Display * connection = ::XOpenDisplay(nullptr);
        const pid_t pid = ServerOf(folder.Path());
        if (pid == 0)
        {
          std::_Exit(1);
        }
        ::kill(pid, SIGKILL);
        for (;;)
        {
          ::XSync(connection, False);
        }
      },
      ::testing::ExitedWithCode(5), "ended while it was drawn to");
  EXPECT_TRUE(Eventually([&] { return folder.EntryCount() == 0; }));
}

} // namespace
} // namespace vox::testing
