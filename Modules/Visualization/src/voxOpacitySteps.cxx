// SPDX-License-Identifier: Apache-2.0
#include "voxOpacitySteps.h"

#include <cmath>

namespace vox
{

float
ShareOf(float opacity, double stepMm)
{
  return 1.0F - std::pow(1.0F - std::min(opacity, 0.999F), static_cast<float>(stepMm));
}

OpacitySteps::OpacitySteps(const OpacityCurve & curve, double stepMm, float factor)
    : m_From(curve.From()), m_Scale(kMost / (curve.To() - curve.From())), m_Steps{{}}
{
  constexpr float faint = 0.01F; // opacity of a step
  for (float place = 0.5F; place < kMost + 1.0F; ++place)
  {
    const LightSample sample = curve.At(m_From + place / m_Scale);
    const float opacity = sample.opacity * factor;
    m_Steps.push_back({sample.color, ShareOf(opacity, stepMm), opacity * static_cast<float>(stepMm) < faint});
  }
}

} // namespace vox
