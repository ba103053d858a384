// SPDX-License-Identifier: Apache-2.0
#include "voxTerminal.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace vox
{
namespace
{

using namespace std::chrono_literals;

std::string
Percent(double fraction)
{
  return fmt::format("{:3.0f} %", std::floor(100.0 * std::clamp(fraction, 0.0, 1.0)));
}

std::string
Duration(double seconds)
{
  const auto total = static_cast<std::int64_t>(std::lround(seconds));
  return total >= 3600 ? fmt::format("{}:{:02}:{:02}", total / 3600, total / 60 % 60, total % 60)
                       : fmt::format("{}:{:02}", total / 60, total % 60);
}

} // namespace

Terminal::Terminal(OutputMode mode) : m_Mode(mode), m_Abilities(FindTerminalAbilities())
{}

Terminal::~Terminal()
{
  ClearBar();
}

RunContext
Terminal::Context(const std::atomic<bool> * cancelled, int threads)
{
  RunContext context;
  context.onProgress = [this](double fraction, std::string_view what) { Progress(fraction, what); };
  context.onLog = [this](LogLevel level, std::string_view message) { Log(level, message); };
  context.cancelled = cancelled;
  context.threads = threads;
  return context;
}

void
Terminal::Progress(double fraction, std::string_view what)
{
  const std::lock_guard lock(m_Mutex);
  const auto now = Clock::now();
  if (fraction < m_LastFraction)
  {
    m_PhaseStart = m_LastShown = now;
    m_FirstFraction = fraction;
    m_LineShown = false;
  }
  const bool justFinished = fraction >= 1.0 && m_LastFraction < 1.0;
  m_LastFraction = fraction;
  if (m_Mode == OutputMode::Quiet || (now - m_LastShown < Interval(now) && !(justFinished && m_LineShown)))
  {
    return;
  }
  m_LastShown = now;
  m_LineShown = true;
  const std::string left = TimeLeft(now, fraction);
  if (m_Mode == OutputMode::JsonLines)
  {
    WriteEvent("progress", {{"fraction", fraction}, {"what", what}});
  }
  else if (m_Abilities.line)
  {
    constexpr int length = 24;
    const int filled = static_cast<int>(length * std::clamp(fraction, 0.0, 1.0));
    ShowBar(fmt::format("[{:#<{}}{:-<{}}] {} {} {}", "", filled, "", length - filled, Percent(fraction), left, what));
  }
  else
  {
    fmt::print(stderr, "{} {} {}\n", Percent(fraction), left, what);
  }
}

Terminal::Clock::duration
Terminal::Interval(Clock::time_point now) const
{
  if (m_Mode == OutputMode::JsonLines)
  {
    return 1s;
  }
  // A log of a long run should not fill with progress, so lines become rarer with time.
  return m_Abilities.line ? Clock::duration(100ms) : std::clamp<Clock::duration>((now - m_PhaseStart) / 20, 5s, 60s);
}

std::string
Terminal::TimeLeft(Clock::time_point now, double fraction) const
{
  const double done = fraction - m_FirstFraction;
  const double elapsed = std::chrono::duration<double>(now - m_PhaseStart).count();
  if (done <= 0.0 || elapsed < 1.0)
  {
    return "";
  }
  return Duration(elapsed * std::max(0.0, 1.0 - fraction) / done) + " left";
}

void
Terminal::SetTable(TableFunction table)
{
  const std::lock_guard lock(m_Mutex);
  m_Table = std::move(table);
}

void
Terminal::KeepTable()
{
  const std::lock_guard lock(m_Mutex);
  std::vector<std::string> lines = TableLines(FindTerminalSize());
  m_Table = nullptr;
  ClearBar();
  for (const std::string & line : lines)
  {
    fmt::print(stderr, "{}\n", CutToColumns(line, FindTerminalSize().columns));
  }
}

std::vector<std::string>
Terminal::TableLines(const TerminalSize & size) const
{
  if (!m_Table || !m_Abilities.table || m_Mode != OutputMode::Text)
  {
    return {};
  }
  std::vector<std::string> lines = m_Table(size.columns);
  // What has scrolled out of sight cannot be taken back.
  return lines.size() + 2 > size.rows ? std::vector<std::string>() : lines;
}

void
Terminal::ShowBar(std::string_view text)
{
  const TerminalSize size = FindTerminalSize();
  std::vector<std::string> lines = TableLines(size);
  lines.emplace_back(text);
  fmt::print(stderr, "{}", m_Live.Show(lines, size.columns));
  std::fflush(stderr);
}

void
Terminal::ClearBar()
{
  if (const std::string bytes = m_Live.Clear(); !bytes.empty())
  {
    fmt::print(stderr, "{}", bytes);
    std::fflush(stderr);
  }
}

void
Terminal::Log(LogLevel level, std::string_view message)
{
  const std::lock_guard lock(m_Mutex);
  if (m_Mode == OutputMode::JsonLines)
  {
    WriteEvent(level == LogLevel::Warning ? "warning" : "note", {{"message", message}});
    return;
  }
  if (level == LogLevel::Warning || m_Mode == OutputMode::Text)
  {
    ClearBar();
    fmt::print(stderr, "{}{}\n", level == LogLevel::Warning ? "warning: " : "", message);
  }
}

void
Terminal::Print(std::string_view text)
{
  const std::lock_guard lock(m_Mutex);
  if (m_Mode != OutputMode::JsonLines)
  {
    ClearBar();
    fmt::print("{}{}", text, text.ends_with('\n') ? "" : "\n");
    std::fflush(stdout);
  }
}

void
Terminal::Result(const Json & result)
{
  const std::lock_guard lock(m_Mutex);
  if (m_Mode == OutputMode::JsonLines)
  {
    WriteEvent("result", result);
  }
}

void
Terminal::WriteEvent(std::string_view event, const Json & content)
{
  Json line{{"event", event}};
  line.update(content);
  // File names need not be UTF-8; a replaced character is better than a failed run.
  fmt::print("{}\n", line.dump(-1, ' ', false, Json::error_handler_t::replace));
  std::fflush(stdout);
}

RunContext
PartOf(const RunContext & context, double first, double last, const std::string & prefix)
{
  RunContext part = context;
  part.onProgress = [context, first, last, prefix](double fraction, std::string_view what) {
    context.Report(first + (last - first) * fraction, fmt::format("{}: {}", prefix, what));
  };
  return part;
}

} // namespace vox
