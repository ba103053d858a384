// SPDX-License-Identifier: Apache-2.0
#include "voxWeightAverage.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>

namespace vox
{

WeightAverage::WeightAverage(const Network & network, double decay) : m_Averaged(network.Clone()), m_Decay(decay)
{
  m_Averaged.SetTraining(false);
}

void
WeightAverage::Update(const Network & network, std::int64_t iteration)
{
  const at::NoGradGuard noGrad;
  const auto i = static_cast<double>(iteration);
  const double decay = std::min(m_Decay, (1.0 + i) / (10.0 + i));
  const auto current = network.Parameters();
  auto averaged = m_Averaged.Parameters();
  for (std::size_t k = 0; k < averaged.size(); ++k)
  {
    averaged[k].second.lerp_(current[k].second, 1.0 - decay);
  }
}

} // namespace vox
