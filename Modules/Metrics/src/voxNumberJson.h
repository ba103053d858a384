// SPDX-License-Identifier: Apache-2.0
#ifndef voxNumberJson_h
#define voxNumberJson_h

#include "voxBootstrap.h"
#include "voxJson.h"

#include <optional>

namespace vox
{

/** A number in strict JSON: null where undefined, the text "inf" or "-inf" where infinite. */
[[nodiscard]] Json NumberJson(const std::optional<double> & value);

/** [low, high], or null. */
[[nodiscard]] Json IntervalJson(const std::optional<Interval> & interval);

} // namespace vox

#endif
