// SPDX-License-Identifier: Apache-2.0
#include "voxCaseFailures.h"

#include <fmt/ranges.h>

namespace vox
{

void
CaseFailures::ThrowIfAny() const
{
  if (!m_Names.empty())
  {
    Fail(ErrorKind::BadInput, "{} of {} cases could not be segmented: {}; the warnings above say why", m_Names.size(),
         m_Cases, fmt::join(m_Names, ", "));
  }
}

} // namespace vox
