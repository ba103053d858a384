// SPDX-License-Identifier: Apache-2.0
#ifndef voxFilterContext_h
#define voxFilterContext_h

#include "voxSegmentationTask.h"

#include "voxRunContext.h"

#include <atomic>
#include <string_view>

namespace itk::vox
{

/** Callbacks of a filter, which outlive it, as the library's context. */
class FilterContext
{
public:
  FilterContext(const FilterContext &) = delete; // its functions refer to it
  FilterContext & operator=(const FilterContext &) = delete;

  explicit FilterContext(const FilterCallbacks & callbacks) : m_Callbacks(callbacks)
  {
    m_Context.onProgress = [this](double fraction, std::string_view) {
      if (m_Callbacks.onProgress)
      {
        m_Callbacks.onProgress(static_cast<float>(fraction));
      }
      m_Cancelled = IsAborted();
    };
    m_Context.onLog = [this](::vox::LogLevel level, std::string_view message) {
      if (level == ::vox::LogLevel::Warning && m_Callbacks.onWarning)
      {
        m_Callbacks.onWarning(std::string(message));
      }
    };
    m_Context.cancelled = &m_Cancelled;
    m_Context.threads = callbacks.threads;
  }

  [[nodiscard]] const ::vox::RunContext &
  Get() const
  {
    return m_Context;
  }

private:
  [[nodiscard]] bool
  IsAborted() const
  {
    return m_Callbacks.isAborted && m_Callbacks.isAborted();
  }

  const FilterCallbacks & m_Callbacks;
  std::atomic<bool> m_Cancelled{false};
  ::vox::RunContext m_Context;
};

} // namespace itk::vox

#endif
