// SPDX-License-Identifier: Apache-2.0
#include "voxPrintPage.h"

#include "voxAtomicFile.h"
#include "voxBase64.h"
#include "voxBrowser.h"
#include "voxError.h"

#include <chrono>
#include <thread>

namespace vox
{
namespace
{

void
WaitForPage(Browser & browser, const std::filesystem::path & html)
{
  constexpr std::chrono::minutes Most{2};
  const auto start = std::chrono::steady_clock::now();
  while (browser.Evaluate("document.querySelectorAll('[aria-busy=true]').length") != 0)
  {
    if (std::chrono::steady_clock::now() - start > Most)
    {
      Fail(ErrorKind::Resource, "{}: found parts that are not shown after two minutes; print fewer cases at once",
           html.string());
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

} // namespace

void
RequireBrowser(const std::filesystem::path & pdf)
{
  if (!FindBrowser())
  {
    Fail(ErrorKind::Resource,
         "{}: found no chromium, chromium-browser or google-chrome in PATH, expected one to print with; install the "
         "package chromium, or write .html",
         pdf.string());
  }
}

void
PrintPage(const std::filesystem::path & html, const std::filesystem::path & pdf)
{
  RequireBrowser(pdf);
  Browser browser(*FindBrowser());
  browser.Open(html);
  WaitForPage(browser, html);
  const Json printed = browser.Call("Page.printToPDF", {{"displayHeaderFooter", false}, {"preferCSSPageSize", true}});
  WriteTextFile(pdf, FromBase64(printed.at("data").get<std::string>()));
}

} // namespace vox
