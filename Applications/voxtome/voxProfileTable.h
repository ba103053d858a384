// SPDX-License-Identifier: Apache-2.0
#ifndef voxProfileTable_h
#define voxProfileTable_h

#include "voxJson.h"
#include "voxPredictor.h"

#include <string>

namespace vox
{

/** A heading and a table of the layers in the network's order: what computed each, the shape of its output, time of all
 * calls and its share, and giga operations a second, where a multiply-add of the direct sum counts as two. */
[[nodiscard]] std::string ProfileTable(const NetworkProfile & profile);

/** The same as {"configuration": ..., "layers": [{"layer", "kernel", "output", "calls", "seconds", "gflops"}]}. */
[[nodiscard]] Json ProfileJson(const NetworkProfile & profile);

} // namespace vox

#endif
