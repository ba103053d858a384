// SPDX-License-Identifier: Apache-2.0
#ifndef voxCaseFailures_h
#define voxCaseFailures_h

#include "voxError.h"
#include "voxRunContext.h"

#include <string>
#include <vector>

namespace vox
{

/** Of several cases, one whose files cannot be used is a warning and does not stop the others. */
class CaseFailures
{
public:
  explicit CaseFailures(std::size_t cases) : m_Cases(cases) {}

  /** Does the work of a case. Any error of a single case, and errors of other kinds than BadInput, go on to the caller.
   */
  template <typename TWork>
  void
  Try(const std::string & name, const RunContext & context, TWork && work)
  {
    try
    {
      work();
    }
    catch (const Error & error)
    {
      if (m_Cases == 1 || error.Kind() != ErrorKind::BadInput)
      {
        throw;
      }
      context.Log(LogLevel::Warning, error.what());
      m_Names.push_back(name);
    }
  }

  /** Throws Error(BadInput) that lists the cases that could not be used, if there are any. */
  void ThrowIfAny() const;

private:
  std::size_t m_Cases;
  std::vector<std::string> m_Names;
};

} // namespace vox

#endif
