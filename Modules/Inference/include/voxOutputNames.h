// SPDX-License-Identifier: Apache-2.0
#ifndef voxOutputNames_h
#define voxOutputNames_h

#include "voxDatasetDescription.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace vox
{

/** Names by the values that predicted label maps hold, background (0) included. A region has the value that it is
 * painted with. */
[[nodiscard]] std::map<std::int64_t, std::string> LabelNames(const DatasetDescription & description);

/** What each channel of predicted probabilities is of: classes with background, or regions that may overlap. */
[[nodiscard]] std::vector<std::string> ProbabilityNames(const DatasetDescription & description);

} // namespace vox

#endif
