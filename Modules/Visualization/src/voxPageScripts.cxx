// SPDX-License-Identifier: Apache-2.0
#include "voxPageScripts.h"

#include "voxBase64.h"
#include "voxError.h"
#include "voxSha256.h"

#include <fmt/format.h>

namespace vox
{

std::string
ScriptPolicy(const std::vector<std::string_view> & scripts)
{
  std::string policy;
  for (const std::string_view script : scripts)
  {
    Sha256 hash;
    hash.Add(script);
    policy += fmt::format(" 'sha256-{}'", Base64(hash.Finish()));
  }
  return policy.empty() ? policy : "; script-src" + policy;
}

std::string
ScriptMarkup(const std::vector<std::string_view> & scripts)
{
  std::string html;
  for (const std::string_view script : scripts)
  {
    if (script.find("</") != std::string_view::npos || script.find("<!--") != std::string_view::npos)
    {
      Fail(ErrorKind::Internal, "page: found a script that holds </ or <!--, which end it; write them in parts");
    }
    html += fmt::format("<script>{}</script>\n", script);
  }
  return html;
}

} // namespace vox
