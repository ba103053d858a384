// SPDX-License-Identifier: Apache-2.0
#ifndef voxTerminal_h
#define voxTerminal_h

#include "voxJson.h"
#include "voxLiveLines.h"
#include "voxRunContext.h"

#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace vox
{

enum class OutputMode
{
  Text,     ///< results as text on stdout, progress on stderr
  Quiet,    ///< the same without progress and notes
  JsonLines ///< JSON lines on stdout and nothing else there; each line is an object with the key `event`
};

/** The only place of the program that prints. Progress is a bar with the time left where stderr is a terminal that
 * can replace a line, with a table above it where there is one to show, and now and then a plain line elsewhere; with
 * JSON it becomes events. Safe to call from several threads. */
class Terminal
{
public:
  explicit Terminal(OutputMode mode);
  /** Removes a bar that is still shown. */
  ~Terminal();
  Terminal(const Terminal &) = delete;
  Terminal & operator=(const Terminal &) = delete;

  /** A context whose progress and notes come here. This object must outlive it. */
  [[nodiscard]] RunContext Context(const std::atomic<bool> * cancelled, int threads);

  /** Part of a phase that is done. A fraction below the last one begins a new phase. */
  void Progress(double fraction, std::string_view what);
  /** The lines above the bar for a terminal of so many columns; empty: none. */
  using TableFunction = std::function<std::vector<std::string>(std::size_t columns)>;
  /** Shows a table above the bar from the next progress on, where stderr is a terminal of UTF-8 that is high enough;
   * asked anew at each progress. An empty function takes it away. */
  void SetTable(TableFunction table);
  /** Leaves the table as it is now on the terminal and takes the bar away; nothing where none is shown. */
  void KeepTable();
  /** A note or a warning on stderr. */
  void Log(LogLevel level, std::string_view message);
  /** A result for people, on stdout; nothing with JSON. */
  void Print(std::string_view text);
  /** A result for programs: the object with `"event": "result"` before its keys; nothing without JSON. */
  void Result(const Json & result);

private:
  using Clock = std::chrono::steady_clock;

  [[nodiscard]] Clock::duration Interval(Clock::time_point now) const;
  [[nodiscard]] std::string TimeLeft(Clock::time_point now, double fraction) const;
  [[nodiscard]] std::vector<std::string> TableLines(const TerminalSize & size) const;
  void ShowBar(std::string_view text);
  void ClearBar();
  void WriteEvent(std::string_view event, const Json & content);

  std::mutex m_Mutex;
  const OutputMode m_Mode;
  const TerminalAbilities m_Abilities;
  LiveLines m_Live;
  TableFunction m_Table;
  bool m_LineShown = false; ///< in this phase
  double m_FirstFraction = 0.0;
  double m_LastFraction = 2.0;
  Clock::time_point m_PhaseStart;
  Clock::time_point m_LastShown;
};

/** The same sink for a part of the work: fractions are mapped to [first, last] and the text begins with `prefix`. */
[[nodiscard]] RunContext PartOf(const RunContext & context, double first, double last, const std::string & prefix);

} // namespace vox

#endif
