// SPDX-License-Identifier: Apache-2.0
#ifndef voxBrightnessContrast_h
#define voxBrightnessContrast_h

#include <span>

namespace vox
{

/** x' = factor x. */
void MultiplyBrightness(std::span<float> channel, double factor);

/** x' = (x - mean) factor + mean, clipped to the range that the channel had before. */
void ChangeContrast(std::span<float> channel, double factor);

} // namespace vox

#endif
