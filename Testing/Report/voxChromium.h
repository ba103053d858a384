// SPDX-License-Identifier: Apache-2.0
#ifndef voxChromium_h
#define voxChromium_h

#include "voxBrowser.h"

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

/** Skips the test where no Chromium is installed. */
#define VOX_REQUIRE_CHROMIUM()                                                                                         \
  if (!vox::testing::Chromium::IsInstalled())                                                                          \
  GTEST_SKIP() << "needs the package chromium"

namespace vox::testing
{

/** A browser whose page tests operate like a person. Positions are in CSS pixels of the window. */
class Chromium
{
public:
  [[nodiscard]] static bool IsInstalled();
  /** One for all tests of a program: starting takes a second. */
  static Chromium & Shared();

  Chromium();

  /** Loads a file, in a light window of 1280 x 900 unless said otherwise before, and forgets earlier messages. */
  void Open(const std::filesystem::path & file);
  /** What the page wrote to the console, what it threw, and what the browser refused it, since it was opened. */
  [[nodiscard]] const std::vector<std::string> &
  Messages() const
  {
    return m_Messages;
  }
  /** The value of an expression of JavaScript, or what a promise comes to. */
  Json Evaluate(const std::string & expression);
  /** Until an expression is true; throws std::runtime_error after half a minute. */
  void WaitUntil(const std::string & condition);

  /** In the middle of the first element that a CSS selector finds, which is scrolled into view; `part` 0 to 1 of its
   * width and height. */
  void Click(const std::string & selector, double partX = 0.5, double partY = 0.5);
  /** Positive amounts scroll down. */
  void Wheel(const std::string & selector, double pixels);
  /** "Enter", "Tab", "Space", "ArrowUp", "PageDown", ... to what has the focus. */
  void Press(const std::string & key);

  void Resize(int width, int height);
  void Emulate(std::string_view colorScheme, std::string_view medium = "screen");
  void Screenshot(const std::filesystem::path & png);

private:
  void Take(const Json & event);
  [[nodiscard]] std::array<double, 2> Place(const std::string & selector, double partX, double partY);
  void Mouse(const char * type, const std::array<double, 2> & place, const Json & more);

  Browser m_Browser;
  std::vector<std::string> m_Messages;
};

} // namespace vox::testing

#endif
