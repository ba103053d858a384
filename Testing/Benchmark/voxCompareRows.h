// SPDX-License-Identifier: Apache-2.0
#ifndef voxCompareRows_h
#define voxCompareRows_h

#include "voxJson.h"

namespace vox::benchmark
{

/** Each does this program's part of one row of `compare`: reads its inputs as `settings` says, measures, writes what is
 * to be compared to settings["output"] (safetensors) and returns what Measure does. Threads: settings["threads"]. */
[[nodiscard]] Json CompareNetwork(const Json & settings);
[[nodiscard]] Json CompareNetworks(const Json & settings);
[[nodiscard]] Json CompareExport(const Json & settings);
[[nodiscard]] Json ComparePreprocess(const Json & settings);
[[nodiscard]] Json CompareLabels(const Json & settings);
[[nodiscard]] Json CompareTraining(const Json & settings);
[[nodiscard]] Json CompareTraining2d(const Json & settings);
[[nodiscard]] Json CompareAugmentation(const Json & settings);
[[nodiscard]] Json CompareFiles(const Json & settings);
[[nodiscard]] Json CompareLosses(const Json & settings);
[[nodiscard]] Json CompareDistances(const Json & settings);

} // namespace vox::benchmark

#endif
