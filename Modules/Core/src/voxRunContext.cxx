// SPDX-License-Identifier: Apache-2.0
#include "voxRunContext.h"

#include "voxError.h"

#include <algorithm>
#include <thread>

namespace vox
{

void
RunContext::Report(double fraction, std::string_view what) const
{
  if (onProgress)
  {
    onProgress(fraction, what);
  }
}

void
RunContext::Log(LogLevel level, std::string_view message) const
{
  if (onLog)
  {
    onLog(level, message);
  }
}

void
RunContext::ThrowIfCancelled() const
{
  if (cancelled != nullptr && cancelled->load(std::memory_order_relaxed))
  {
    throw Cancelled();
  }
}

int
RunContext::ThreadCount() const
{
  return threads > 0 ? threads : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

} // namespace vox
