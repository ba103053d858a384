// SPDX-License-Identifier: Apache-2.0
#ifndef voxRayCaster_h
#define voxRayCaster_h

#include "voxEightValues.h"
#include "voxEmptySpace.h"
#include "voxOpacitySteps.h"

#include <cstdint>
#include <vector>

namespace vox
{

/** How one looks at the patient: unit vectors in LPS. */
struct ViewAxes
{
  Vector3 right;
  Vector3 up;
  Vector3 forward;
};

/** A volume that rays go through. Outlives nothing that it is given. */
class RayCaster
{
public:
  /** `values` of one channel; `places` of each voxel that of its color + 1, or 0; empty: no labels. */
  RayCaster(const ImageGeometry & geometry, const float * values, const OpacityCurve & curve,
            std::vector<std::uint16_t> places, std::vector<Rgb> colors, double labelOpacity, int threads);

  /** The color that a ray sees on a background, 0 to 255. It begins at `start` before the volume and goes `lengthMm`.
   */
  [[nodiscard]] std::array<float, 3> Cast(const Vector3 & start, const Vector3 & forward, double lengthMm,
                                          const Rgb & background) const;

private:
  /** A mm along a world axis, in voxels. */
  [[nodiscard]] Zyx<double>
  Along(std::size_t axis) const
  {
    return {m_Forward[0][axis], m_Forward[1][axis], m_Forward[2][axis]};
  }
  [[nodiscard]] std::uint16_t PlaceAt(const Zyx<double> & voxel) const;
  [[nodiscard]] float InsideAt(std::uint16_t place, const Zyx<double> & voxel) const;
  [[nodiscard]] LightStep StructureStep(std::uint16_t place, const Zyx<double> & voxel, const Vector3 & forward) const;
  [[nodiscard]] LightStep ImageStep(float value, const Zyx<double> & voxel, const Vector3 & forward) const;
  /** How much a surface that faces this way is lit, of what a field is at six places around it, two for each axis. */
  [[nodiscard]] static float Light(const std::array<float, kEight> & around, const Vector3 & forward);

  ImageGeometry m_Geometry;
  const float * m_Values;
  std::vector<std::uint16_t> m_Places;
  std::vector<Rgb> m_Colors;
  float m_LabelOpacity;
  double m_StepMm;
  OpacitySteps m_Steps;
  EmptySpace m_Empty;
  Matrix3 m_Forward{}; ///< column i: way in voxels of a millimetre along world axis i
};

} // namespace vox

#endif
