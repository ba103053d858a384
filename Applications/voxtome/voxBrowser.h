// SPDX-License-Identifier: Apache-2.0
#ifndef voxBrowser_h
#define voxBrowser_h

#include "voxJson.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace vox
{

/** The first chromium, chromium-browser or google-chrome of PATH. */
[[nodiscard]] std::optional<std::filesystem::path> FindBrowser();

/** A browser without a window that shows one page, driven by the DevTools protocol over a pair of pipes
 * (chromedevtools.github.io/devtools-protocol). It has a profile of its own, finds no host by name, and ends with this
 * object or process, however that ends. Throws Error(Resource) where it does not start, refuses a call, or does not
 * answer for a minute. */
class Browser
{
public:
  explicit Browser(const std::filesystem::path & program, const std::vector<std::string> & moreArguments = {});
  ~Browser();
  Browser(const Browser &) = delete;
  Browser & operator=(const Browser &) = delete;

  /** Called for what the browser tells unasked. */
  void
  OnEvent(std::function<void(const Json &)> visit)
  {
    m_OnEvent = std::move(visit);
  }
  /** The result of a method. */
  Json Call(const std::string & method, const Json & parameters = Json::object());
  /** Loads a file. */
  void Open(const std::filesystem::path & file);
  /** The value of an expression of JavaScript, or what a promise comes to. */
  Json Evaluate(const std::string & expression);

private:
  void Start(const std::filesystem::path & program, const std::vector<std::string> & moreArguments);
  void End();
  Json Receive();
  std::string ReadMessage();

  std::filesystem::path m_Profile;
  pid_t m_Pid = -1;
  int m_ToBrowser = -1;
  int m_FromBrowser = -1;
  std::string m_Received;
  std::string m_Session;
  int m_LastCall = 0;
  std::string m_LoadedPage;
  std::function<void(const Json &)> m_OnEvent = [](const Json &) {};
};

} // namespace vox

#endif
