// SPDX-License-Identifier: Apache-2.0
#include "voxChromium.h"

#include "voxBase64.h"

#include <chrono>
#include <fstream>
#include <map>
#include <stdexcept>
#include <thread>

namespace vox::testing
{
namespace
{

std::string
Quoted(const std::string & text)
{
  return Json(text).dump();
}

} // namespace

bool
Chromium::IsInstalled()
{
  return FindBrowser().has_value();
}

Chromium &
Chromium::Shared()
{
  static Chromium browser;
  return browser;
}

Chromium::Chromium() : m_Browser(*FindBrowser(), {"--no-sandbox", "--force-color-profile=srgb"})
{
  m_Browser.OnEvent([this](const Json & event) { Take(event); });
  m_Browser.Call("Runtime.enable");
  m_Browser.Call("Log.enable");
  Resize(1280, 900);
  Emulate("light");
}

void
Chromium::Take(const Json & event)
{
  const std::string method = event.at("method");
  const Json & parameters = event.at("params");
  if (method == "Log.entryAdded")
  {
    m_Messages.push_back("log: " + parameters.at("entry").at("text").get<std::string>());
  }
  else if (method == "Runtime.exceptionThrown")
  {
    m_Messages.push_back("exception: " + parameters.at("exceptionDetails").dump());
  }
  else if (method == "Runtime.consoleAPICalled")
  {
    m_Messages.push_back("console: " + parameters.at("args").dump());
  }
}

void
Chromium::Open(const std::filesystem::path & file)
{
  m_Messages.clear();
  m_Browser.Open(file);
}

Json
Chromium::Evaluate(const std::string & expression)
{
  return m_Browser.Evaluate(expression);
}

void
Chromium::WaitUntil(const std::string & condition)
{
  const auto start = std::chrono::steady_clock::now();
  while (!Evaluate("!!(" + condition + ")").get<bool>())
  {
    if (std::chrono::steady_clock::now() - start > std::chrono::seconds(30))
    {
      throw std::runtime_error("does not come about: " + condition);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

std::array<double, 2>
Chromium::Place(const std::string & selector, double partX, double partY)
{
  const Json box = Evaluate("(() => { const e = document.querySelector(" + Quoted(selector) +
                            "); e.scrollIntoView({ block: 'center', behavior: 'instant' });"
                            " const b = e.getBoundingClientRect(); return [b.left, b.top, b.width, b.height]; })()");
  return {box[0].get<double>() + partX * box[2].get<double>(), box[1].get<double>() + partY * box[3].get<double>()};
}

void
Chromium::Mouse(const char * type, const std::array<double, 2> & place, const Json & more)
{
  Json event{{"type", type}, {"x", place[0]}, {"y", place[1]}};
  event.update(more);
  m_Browser.Call("Input.dispatchMouseEvent", event);
}

void
Chromium::Click(const std::string & selector, double partX, double partY)
{
  const auto place = Place(selector, partX, partY);
  Mouse("mouseMoved", place, Json::object());
  Mouse("mousePressed", place, {{"button", "left"}, {"buttons", 1}, {"clickCount", 1}});
  Mouse("mouseReleased", place, {{"button", "left"}, {"buttons", 0}, {"clickCount", 1}});
}

void
Chromium::Wheel(const std::string & selector, double pixels)
{
  Mouse("mouseWheel", Place(selector, 0.5, 0.5), {{"deltaX", 0}, {"deltaY", pixels}});
}

void
Chromium::Press(const std::string & key)
{
  static const std::map<std::string, int> codes{
      {"Enter", 13}, {"Tab", 9},        {"Space", 32},   {"PageUp", 33},     {"PageDown", 34}, {"End", 35},
      {"Home", 36},  {"ArrowLeft", 37}, {"ArrowUp", 38}, {"ArrowRight", 39}, {"ArrowDown", 40}};
  const std::string name = key == "Space" ? " " : key;
  Json event{{"type", "keyDown"}, {"key", name}, {"code", key}, {"windowsVirtualKeyCode", codes.at(key)}};
  if (key == "Enter" || key == "Space")
  {
    event["text"] = key == "Enter" ? "\r" : " ";
  }
  m_Browser.Call("Input.dispatchKeyEvent", event);
  event["type"] = "keyUp";
  event.erase("text");
  m_Browser.Call("Input.dispatchKeyEvent", event);
}

void
Chromium::Resize(int width, int height)
{
  m_Browser.Call("Emulation.setDeviceMetricsOverride",
                 {{"width", width}, {"height", height}, {"deviceScaleFactor", 1}, {"mobile", false}});
}

void
Chromium::Emulate(std::string_view colorScheme, std::string_view medium)
{
  const Json feature{{"name", "prefers-color-scheme"}, {"value", colorScheme}};
  m_Browser.Call("Emulation.setEmulatedMedia", {{"media", medium}, {"features", Json::array({feature})}});
}

void
Chromium::Screenshot(const std::filesystem::path & png)
{
  const Json answer = m_Browser.Call("Page.captureScreenshot", {{"format", "png"}, {"captureBeyondViewport", true}});
  std::ofstream(png, std::ios::binary) << FromBase64(answer.at("data").get<std::string>());
}

} // namespace vox::testing
