// SPDX-License-Identifier: Apache-2.0
#ifndef voxGaussianNoise_h
#define voxGaussianNoise_h

#include "voxRandom.h"

#include <span>

namespace vox
{

/** Adds independent normal numbers of mean 0. As in nnU-Net, the parameter is the standard deviation, not the variance.
 */
void AddGaussianNoise(std::span<float> values, double standardDeviation, Random & random);

} // namespace vox

#endif
