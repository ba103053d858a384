// SPDX-License-Identifier: Apache-2.0
#ifndef voxProgressPart_h
#define voxProgressPart_h

#include "voxRunContext.h"

#include <string_view>

namespace vox
{

/** The context of a part of the work: its progress 0 to 1 is reported as `first` to `last` of the whole, which must
 * outlive it. */
[[nodiscard]] inline RunContext
PartOf(const RunContext & whole, double first, double last)
{
  RunContext part = whole;
  part.onProgress = [&whole, first, last](double fraction, std::string_view what) {
    whole.Report(first + fraction * (last - first), what);
  };
  return part;
}

} // namespace vox

#endif
