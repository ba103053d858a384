// SPDX-License-Identifier: Apache-2.0
#ifndef voxLayerTable_h
#define voxLayerTable_h

#include "voxInspection.h"
#include "voxNetwork.h"

namespace vox
{

/** The layers of a network in its order, for one window of this size: output shape, calls, memory of all of them,
 * parameters, operations (two for a multiplication and its addition, as a direct sum has them). The network runs on the
 * two smallest windows that it takes, as sizes of features are linear in that of the window; one with tokens runs on
 * the window itself. Attention has a row without parameters; what holds weights and is no layer, such as a table of
 * places, has no shape, and pooling has no row. */
[[nodiscard]] Inspection LayerTable(Network network, const Zyx<std::int64_t> & windowSize);

} // namespace vox

#endif
