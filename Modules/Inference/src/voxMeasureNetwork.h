// SPDX-License-Identifier: Apache-2.0
#ifndef voxMeasureNetwork_h
#define voxMeasureNetwork_h

#include "voxNetwork.h"
#include "voxNetworkMemory.h"

namespace vox
{

/** The memory of a network that no layer list describes, measured by running it once without gradients on a window of
 * half the size along each axis, where it takes one, or of the whole; features are taken to grow with the voxels.
 * `windowSize` is what the network sees. */
[[nodiscard]] MeasuredMemory MeasureNetwork(Network & network, const Zyx<std::int64_t> & windowSize);

} // namespace vox

#endif
