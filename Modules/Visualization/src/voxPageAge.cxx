// SPDX-License-Identifier: Apache-2.0
#include "voxPageAge.h"

#include "voxMarkup.h"

#include <fmt/chrono.h>

#include <algorithm>
#include <cmath>
#include <ctime>

namespace vox
{

std::string
StateText(const PageUpdates & updates)
{
  return updates.percent ? fmt::format("{} {:.0f} %", updates.state, std::floor(*updates.percent)) : updates.state;
}

std::string
RefreshMarkup(const PageUpdates & updates)
{
  return updates.refreshSeconds > 0
             ? fmt::format("<meta http-equiv=\"refresh\" content=\"{}\">\n", updates.refreshSeconds)
             : "";
}

std::string
AgeMarkup(const PageUpdates & updates)
{
  std::string html;
  if (updates.percent)
  {
    html = fmt::format("<progress max=\"100\" value=\"{0:.1f}\" aria-label=\"done\">{0:.0f} %</progress>\n",
                       std::clamp(*updates.percent, 0.0, 100.0));
  }
  html += fmt::format("<p id=\"age\" data-written=\"{}\" data-stale=\"{}\">Written {:%Y-%m-%d %H:%M:%S} UTC</p>\n",
                      updates.writtenAt, updates.refreshSeconds > 0 ? updates.staleSeconds : 0,
                      fmt::gmtime(static_cast<std::time_t>(updates.writtenAt)));
  return html;
}

} // namespace vox
