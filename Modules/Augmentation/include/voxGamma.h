// SPDX-License-Identifier: Apache-2.0
#ifndef voxGamma_h
#define voxGamma_h

#include <span>

namespace vox
{

/** Gamma correction that keeps mean and standard deviation of the channel:
 *
 *     x' = ((x - min) / max(range, 1e-7))^gamma range + min,   x'' = (x' - mean') std / max(std', 1e-7) + mean
 *
 * with the unbiased standard deviation. `inverted` works on -x and negates back. A constant channel stays as it is. */
void ChangeGamma(std::span<float> channel, double gamma, bool inverted);

} // namespace vox

#endif
