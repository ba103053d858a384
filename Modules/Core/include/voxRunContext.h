// SPDX-License-Identifier: Apache-2.0
#ifndef voxRunContext_h
#define voxRunContext_h

#include <atomic>
#include <functional>
#include <string_view>

namespace vox
{

enum class LogLevel
{
  Info,
  Warning
};

/** How long work talks to its caller. The library itself never prints, never exits and keeps no global state.
 * Every member may be left as it is: the default context is silent, uses all processors and cannot be cancelled.
 * The functions are called from the thread that called the library, never concurrently. */
struct RunContext
{
  /** Part of the work done, 0 to 1, and what is being done. Called often; the receiver decides what to show. */
  std::function<void(double fraction, std::string_view what)> onProgress;
  /** Something a person should know: a guess that was made, a value that was repaired. One line. */
  std::function<void(LogLevel level, std::string_view message)> onLog;
  /** Set by the caller (a signal handler, a button) to stop the work; may be null. */
  const std::atomic<bool> * cancelled = nullptr;
  /** Threads to use at the most; 0 means as many as the machine has processors. */
  int threads = 0;

  void Report(double fraction, std::string_view what) const;
  void Log(LogLevel level, std::string_view message) const;
  /** Throws Cancelled when cancellation was asked for. Long loops call it once per window, case or batch. */
  void ThrowIfCancelled() const;
  /** `threads`, or the number of processors where that is 0; at least 1. */
  [[nodiscard]] int ThreadCount() const;
};

} // namespace vox

#endif
