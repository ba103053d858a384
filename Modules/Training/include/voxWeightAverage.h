// SPDX-License-Identifier: Apache-2.0
#ifndef voxWeightAverage_h
#define voxWeightAverage_h

#include "voxNetwork.h"

#include <cstdint>

namespace vox
{

/** Exponential moving average of a network's weights (Polyak and Juditsky 1992, DOI 10.1137/0330046, in the exponential
 * form): average = d average + (1 - d) weights after each iteration i, with d = min(decay, (1 + i) / (10 + i)) so that
 * the random initial weights are forgotten quickly. */
class WeightAverage
{
public:
  WeightAverage(const Network & network, double decay);

  /** Takes in the weights after iteration i, counted from 0. */
  void Update(const Network & network, std::int64_t iteration);

  /** The network that holds the average. */
  [[nodiscard]] Network &
  Averaged()
  {
    return m_Averaged;
  }
  [[nodiscard]] const Network &
  Averaged() const
  {
    return m_Averaged;
  }

private:
  Network m_Averaged;
  double m_Decay;
};

} // namespace vox

#endif
