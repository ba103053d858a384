// SPDX-License-Identifier: Apache-2.0
#include "voxProblemReport.h"

#include "voxError.h"

#include <fmt/ranges.h>

#include <algorithm>

namespace vox
{

void
ProblemReport::Add(std::string_view lines)
{
  while (!lines.empty())
  {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    m_Lines.emplace_back(lines.substr(0, end));
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
}

bool
ProblemReport::Try(const std::function<void()> & work)
{
  try
  {
    work();
    return true;
  }
  catch (const Error & error)
  {
    if (error.Kind() != ErrorKind::BadInput)
    {
      throw;
    }
    Add(error.what());
    return false;
  }
}

void
ProblemReport::ThrowIfAny() const
{
  if (!m_Lines.empty())
  {
    throw Error(ErrorKind::BadInput, fmt::format("{}", fmt::join(m_Lines, "\n")));
  }
}

void
ProblemReport::ThrowIfAny(std::string_view subject, std::size_t shown) const
{
  if (m_Lines.size() < 2)
  {
    return ThrowIfAny();
  }
  std::string text =
      fmt::format("{}: {} problems; correct the files or take out their cases:", subject, m_Lines.size());
  for (std::size_t i = 0; i < std::min(shown, m_Lines.size()); ++i)
  {
    text += "\n  " + m_Lines[i];
  }
  if (m_Lines.size() > shown)
  {
    text += fmt::format("\n  and {} more", m_Lines.size() - shown);
  }
  throw Error(ErrorKind::BadInput, text);
}

} // namespace vox
