// SPDX-License-Identifier: Apache-2.0
#include "voxBrowser.h"

#include "voxError.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sstream>
#include <string_view>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace vox
{
namespace
{

namespace fs = std::filesystem;
constexpr int kMostMilliseconds = 60000;

fs::path
MakeFolder()
{
  std::string name = (fs::temp_directory_path() / "voxtome-browser-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr)
  {
    Fail(ErrorKind::Resource, "{}: cannot be made ({}); set TMPDIR to a folder that can be written", name,
         std::strerror(errno));
  }
  return name;
}

/** Two ends of one connection that no other program inherits. */
std::array<int, 2>
Connection()
{
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
  {
    Fail(ErrorKind::Resource, "browser: no pipe can be made ({}); close some files", std::strerror(errno));
  }
  return ends;
}

/** After the fork: only calls that are safe in a signal handler. */
[[noreturn]] void
BecomeBrowser(std::vector<char *> & arguments, int in, int out, pid_t parent)
{
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent)
  {
    ::_exit(1);
  }
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  // Out of the way first: either may be one of the numbers that they are to get.
  const int farIn = ::fcntl(in, F_DUPFD, 100);
  const int farOut = ::fcntl(out, F_DUPFD, 100);
  const int null = ::open("/dev/null", O_RDWR);
  for (int descriptor = 0; descriptor < 3; ++descriptor)
  {
    ::dup2(null, descriptor);
  }
  ::dup2(farIn, 3);
  ::dup2(farOut, 4);
  ::close_range(5, ~0U, 0);
  ::execv(arguments.front(), arguments.data());
  ::_exit(127);
}

/** Bytes that a file address may not hold as they are (RFC 3986, 2.3), as %20. */
std::string
FileAddress(const fs::path & file)
{
  std::string address = "file://";
  for (const char c : fs::absolute(file).string())
  {
    const auto byte = static_cast<unsigned char>(c);
    const bool isPlain =
        byte < 0x80 && (std::isalnum(byte) != 0 || std::string_view("/-._~").find(c) != std::string::npos);
    address += isPlain ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return address;
}

} // namespace

std::optional<fs::path>
FindBrowser()
{
  const char * path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "/usr/bin" : path);
  for (std::string folder; std::getline(folders, folder, ':');)
  {
    for (const char * name : {"chromium", "chromium-browser", "google-chrome"})
    {
      const fs::path program = fs::path(folder) / name;
      if (!folder.empty() && ::access(program.c_str(), X_OK) == 0)
      {
        return program;
      }
    }
  }
  return std::nullopt;
}

Browser::Browser(const fs::path & program, const std::vector<std::string> & moreArguments) : m_Profile(MakeFolder())
{
  try
  {
    Start(program, moreArguments);
    const Json page = Call("Target.createTarget", {{"url", "about:blank"}});
    m_Session = Call("Target.attachToTarget", {{"targetId", page.at("targetId")}, {"flatten", true}}).at("sessionId");
    Call("Page.enable");
    Call("Page.setLifecycleEventsEnabled", {{"enabled", true}});
  }
  catch (...)
  {
    End();
    throw;
  }
}

Browser::~Browser()
{
  End();
}

void
Browser::Start(const fs::path & program, const std::vector<std::string> & moreArguments)
{
  std::vector<std::string> words{program.string(),
                                 "--headless=new",
                                 "--disable-gpu",
                                 "--remote-debugging-pipe",
                                 "--user-data-dir=" + m_Profile.string(),
                                 "--no-first-run",
                                 "--disable-background-networking",
                                 "--disable-component-update",
                                 "--disable-sync",
                                 "--disable-extensions",
                                 "--disable-dev-shm-usage",
                                 "--host-resolver-rules=MAP * ~NOTFOUND"};
  if (::geteuid() == 0)
  {
    words.emplace_back("--no-sandbox"); // the browser refuses to start as root with one
  }
  words.insert(words.end(), moreArguments.begin(), moreArguments.end());
  words.emplace_back("about:blank");
  std::vector<char *> arguments;
  for (std::string & word : words)
  {
    arguments.push_back(word.data());
  }
  arguments.push_back(nullptr);
  const auto [in, toBrowser] = Connection();
  m_ToBrowser = toBrowser;
  const auto [fromBrowser, out] = Connection();
  m_FromBrowser = fromBrowser;
  const pid_t parent = ::getpid();
  m_Pid = ::fork();
  if (m_Pid == 0)
  {
    BecomeBrowser(arguments, in, out, parent);
  }
  ::close(in);
  ::close(out);
  if (m_Pid < 0)
  {
    Fail(ErrorKind::Resource, "{}: cannot be started ({}); end some programs", program.string(), std::strerror(errno));
  }
}

void
Browser::End()
{
  ::close(m_ToBrowser);
  ::close(m_FromBrowser);
  if (m_Pid > 0)
  {
    ::kill(-m_Pid, SIGKILL);
    ::waitpid(m_Pid, nullptr, 0);
  }
  // The processes that it started die a moment after it, and may write until then.
  std::error_code error;
  for (int i = 0; i < 50 && (fs::remove_all(m_Profile, error), error); ++i)
  {
    ::poll(nullptr, 0, 20);
  }
}

std::string
Browser::ReadMessage()
{
  std::size_t searched = 0;
  for (;;)
  {
    if (const std::size_t end = m_Received.find('\0', searched); end != std::string::npos)
    {
      const std::string message = m_Received.substr(0, end);
      m_Received.erase(0, end + 1);
      return message;
    }
    searched = m_Received.size();
    pollfd waited{m_FromBrowser, POLLIN, 0};
    std::array<char, 65536> bytes{};
    const int ready = ::poll(&waited, 1, kMostMilliseconds);
    const ssize_t count = ready > 0 ? ::read(m_FromBrowser, bytes.data(), bytes.size()) : 0;
    if (count <= 0 && !(errno == EINTR && (ready < 0 || count < 0)))
    {
      Fail(ErrorKind::Resource, "browser: {}; start chromium by hand to see why",
           ready == 0 ? "found no answer for a minute" : "it has ended");
    }
    m_Received.append(bytes.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  }
}

Json
Browser::Receive()
{
  const Json message = Json::parse(ReadMessage());
  if (message.contains("method"))
  {
    if (message.at("method") == "Page.lifecycleEvent" && message.at("params").at("name") == "load")
    {
      m_LoadedPage = message.at("params").at("loaderId");
    }
    m_OnEvent(message);
  }
  return message;
}

Json
Browser::Call(const std::string & method, const Json & parameters)
{
  Json call{{"id", ++m_LastCall}, {"method", method}, {"params", parameters}};
  if (!m_Session.empty())
  {
    call["sessionId"] = m_Session;
  }
  const std::string text = call.dump() + '\0';
  for (std::size_t sent = 0; sent < text.size();)
  {
    const ssize_t count = ::send(m_ToBrowser, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
    if (count < 0 && errno != EINTR)
    {
      Fail(ErrorKind::Resource, "browser: it has ended; start chromium by hand to see why");
    }
    sent += static_cast<std::size_t>(std::max<ssize_t>(count, 0));
  }
  for (;;)
  {
    const Json message = Receive();
    if (message.contains("id") && message.at("id") == m_LastCall)
    {
      if (message.contains("error"))
      {
        Fail(ErrorKind::Resource, "browser: {} gives {}, expected success; use a newer chromium", method,
             message.at("error").dump());
      }
      return message.at("result");
    }
  }
}

void
Browser::Open(const fs::path & file)
{
  const Json answer = Call("Page.navigate", {{"url", FileAddress(file)}});
  if (answer.contains("errorText"))
  {
    Fail(ErrorKind::Resource,
         "{}: found {} in the browser, expected a page that it can read; write it to another folder", file.string(),
         answer.at("errorText").get<std::string>());
  }
  while (m_LoadedPage != answer.at("loaderId"))
  {
    static_cast<void>(Receive());
  }
}

Json
Browser::Evaluate(const std::string & expression)
{
  const Json answer =
      Call("Runtime.evaluate",
           {{"expression", expression}, {"returnByValue", true}, {"awaitPromise", true}, {"userGesture", true}});
  if (answer.contains("exceptionDetails"))
  {
    Fail(ErrorKind::Resource, "browser: {} throws {}", expression, answer.at("exceptionDetails").dump());
  }
  return answer.at("result").value("value", Json());
}

} // namespace vox
