// SPDX-License-Identifier: Apache-2.0
#include "voxOpacityCurve.h"

#include "voxPercentileWindow.h"

namespace vox
{

OpacityCurve::OpacityCurve(VolumePreset preset, const at::Tensor & voxels)
{
  if (preset == VolumePreset::Auto)
  {
    const bool isCt = PercentileWindow(voxels, 1.0, 99.0)[0] < -300.0;
    preset = isCt ? VolumePreset::Bone : VolumePreset::Percentiles;
  }
  switch (preset)
  {
  case VolumePreset::Bone:
    m_Knots = {{150.0F, {{190, 110, 85}, 0.0F}},
               {300.0F, {{225, 190, 150}, 0.15F}},
               {600.0F, {{250, 240, 220}, 0.6F}},
               {1500.0F, {{255, 255, 250}, 0.9F}}};
    break;
  case VolumePreset::SoftTissue:
    m_Knots = {{-80.0F, {{215, 165, 140}, 0.0F}},
               {20.0F, {{205, 130, 110}, 0.12F}},
               {120.0F, {{200, 90, 75}, 0.2F}},
               {400.0F, {{250, 240, 220}, 0.7F}}};
    break;
  case VolumePreset::Lung:
    m_Knots = {{-950.0F, {{140, 190, 220}, 0.0F}},  {-800.0F, {{140, 190, 220}, 0.006F}},
               {-500.0F, {{225, 150, 130}, 0.04F}}, {-300.0F, {{225, 150, 130}, 0.004F}},
               {150.0F, {{200, 120, 110}, 0.004F}}, {500.0F, {{250, 240, 220}, 0.1F}}};
    break;
  default:
  {
    const auto [lower, upper] = PercentileWindow(voxels, 60.0, 99.5);
    const auto low = static_cast<float>(lower);
    const auto high = static_cast<float>(upper);
    m_Knots = {{low, {{120, 90, 80}, 0.0F}},
               {low + (high - low) * 0.4F, {{190, 150, 125}, 0.03F}},
               {high, {{255, 245, 230}, 0.25F}}};
  }
  }
}

LightSample
OpacityCurve::At(float intensity) const
{
  if (!(intensity > m_Knots.front().intensity))
  {
    return m_Knots.front().sample;
  }
  for (std::size_t i = 1; i < m_Knots.size(); ++i)
  {
    const Knot & a = m_Knots[i - 1];
    const Knot & b = m_Knots[i];
    if (intensity < b.intensity)
    {
      const float part = (intensity - a.intensity) / (b.intensity - a.intensity);
      LightSample mixed;
      mixed.opacity = a.sample.opacity + (b.sample.opacity - a.sample.opacity) * part;
      for (std::size_t c = 0; c < 3; ++c)
      {
        mixed.color[c] = a.sample.color[c] + (b.sample.color[c] - a.sample.color[c]) * part;
      }
      return mixed;
    }
  }
  return m_Knots.back().sample;
}

} // namespace vox
