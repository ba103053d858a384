// SPDX-License-Identifier: Apache-2.0
#ifndef voxPercentileWindow_h
#define voxPercentileWindow_h

#include "voxIntensityWindow.h"

#include <ATen/core/Tensor.h>

namespace vox
{

/** Two percentiles of the finite values of float32, each one of the values; of every n-th where there are more than a
 * million. {0, 1} without a finite value; the upper one is larger than the lower in any case. */
[[nodiscard]] IntensityWindow PercentileWindow(const at::Tensor & voxels, double lowerPercentile,
                                               double upperPercentile);

} // namespace vox

#endif
