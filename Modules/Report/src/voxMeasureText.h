// SPDX-License-Identifier: Apache-2.0
#ifndef voxMeasureText_h
#define voxMeasureText_h

#include "voxBootstrap.h"
#include "voxEvaluationRecord.h"

#include <string>

namespace vox
{

/** The measure with its unit: "HD95, mm", "volume difference, ml". */
[[nodiscard]] std::string MeasureHeading(const std::string & measure);

/** A value with the decimals that mean something; "-" undefined, "inf" infinite. */
[[nodiscard]] std::string MeasureText(const RecordedValue & value, const std::string & measure);

/** "0.89 to 0.91"; "-" without an interval. */
[[nodiscard]] std::string IntervalText(const std::optional<Interval> & interval, const std::string & measure);

/** The measures of this list that a record has, HD95 standing for what the percentile of the record calls it. */
[[nodiscard]] std::vector<std::string> Present(const EvaluationRecord & record, std::span<const char * const> measures);

} // namespace vox

#endif
