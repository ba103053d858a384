// SPDX-License-Identifier: Apache-2.0
#ifndef voxOpacitySteps_h
#define voxOpacitySteps_h

#include "voxOpacityCurve.h"

#include <algorithm>
#include <array>
#include <vector>

namespace vox
{

/** What a step of a ray adds. */
struct LightStep
{
  std::array<float, 3> color{}; ///< 0 to 255
  float share = 0.0F;           ///< of what is behind it that the step hides, 0 to 1
  bool isFaint = false;         ///< nobody would see from where its light comes
};

/** The part of what is behind it that a step hides, of the part that a millimetre does. */
[[nodiscard]] float ShareOf(float opacity, double stepMm);

/** An opacity curve for steps of one length, worked out beforehand for 16384 intensities, of which the nearest counts:
 * a ray takes hundreds of steps. */
class OpacitySteps
{
public:
  /** `factor`: of all opacities. */
  OpacitySteps(const OpacityCurve & curve, double stepMm, float factor);

  [[nodiscard]] const LightStep &
  At(float intensity) const
  {
    if (!(intensity > m_From))
    {
      return m_Steps.front();
    }
    return m_Steps[static_cast<std::size_t>(std::min((intensity - m_From) * m_Scale, kMost)) + 1];
  }

private:
  static constexpr float kMost = 16384.0F;

  float m_From;
  float m_Scale;
  std::vector<LightStep> m_Steps;
};

} // namespace vox

#endif
