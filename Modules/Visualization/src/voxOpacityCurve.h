// SPDX-License-Identifier: Apache-2.0
#ifndef voxOpacityCurve_h
#define voxOpacityCurve_h

#include "voxVolumePicture.h"

#include <array>
#include <vector>

namespace vox
{

/** Light that a sample sends, and how much of what is behind it a millimetre of it hides. */
struct LightSample
{
  std::array<float, 3> color{}; ///< 0 to 255
  float opacity = 0.0F;         ///< 0 to 1
};

/** What a preset makes of intensities: straight lines between knots, constant beyond them. */
class OpacityCurve
{
public:
  /** `voxels`: float, of one channel; Auto and Percentiles look at them. */
  OpacityCurve(VolumePreset preset, const at::Tensor & voxels);

  [[nodiscard]] LightSample At(float intensity) const;
  /** Up to here nothing is seen. */
  [[nodiscard]] float
  From() const
  {
    return m_Knots.front().intensity;
  }
  /** From here on all is seen alike. */
  [[nodiscard]] float
  To() const
  {
    return m_Knots.back().intensity;
  }

private:
  struct Knot
  {
    float intensity;
    LightSample sample;
  };
  std::vector<Knot> m_Knots;
};

} // namespace vox

#endif
