// SPDX-License-Identifier: Apache-2.0
#ifndef voxOverlapOptions_h
#define voxOverlapOptions_h

#include <cstdint>
#include <optional>

namespace vox
{

/** How losses that are an overlap of each class sum and average. */
struct OverlapOptions
{
  bool batch = true; ///< sum over the batch before dividing; otherwise a mean over samples too
  bool includeBackground = false;
  double smooth = 1e-5;
  std::optional<std::int64_t> ignoreLabel{}; ///< voxels with this label count nowhere
};

template <typename TVisitor>
void
VisitFields(OverlapOptions & o, TVisitor && visit)
{
  visit("batch", o.batch, "sum over the batch before dividing");
  visit("include_background", o.includeBackground, "count class 0 in the mean");
  visit("smooth", o.smooth, "added to numerator and denominator");
  visit("ignore_label", o.ignoreLabel, "voxels with this label count nowhere");
}

} // namespace vox

#endif
