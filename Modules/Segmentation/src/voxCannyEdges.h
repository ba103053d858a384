// SPDX-License-Identifier: Apache-2.0
#ifndef voxCannyEdges_h
#define voxCannyEdges_h

#include "voxItkImages.h"
#include "voxMaskComponents.h"

#include <optional>

namespace vox
{

/** Thresholds of the gradient magnitude, in intensity per unit of the spacing. */
struct EdgeThresholds
{
  double lower = 0.0;
  double upper = 0.0;
};

/** Edges of an image, found with its spacing; itk::CannyEdgeDetectionImageFilter takes derivatives between voxels as if
 * all spacings were equal. */
class CannyEdges
{
public:
  explicit CannyEdges(const FloatImage & smoothed);

  /** The given thresholds; where they are missing, the 0.7 quantile of the magnitudes above 0 and 0.4 of the upper. */
  [[nodiscard]] EdgeThresholds Thresholds(std::optional<double> lower, std::optional<double> upper) const;

  /** Voxels whose magnitude is above 0, at least `lower`, and largest along the gradient, in full components that reach
   * `upper`. */
  [[nodiscard]] Mask Find(const EdgeThresholds & thresholds) const;

private:
  [[nodiscard]] bool IsLargestAlongGradient(const Zyx<std::int64_t> & voxel, std::size_t index) const;
  [[nodiscard]] double MagnitudeAt(const Zyx<double> & position) const;

  Zyx<std::int64_t> m_Size;
  Zyx<double> m_Spacing;
  double m_StepMm = 0.0; ///< to the neighbors that a voxel is compared with
  std::vector<Zyx<float>> m_Gradient;
  std::vector<float> m_Magnitude;
};

} // namespace vox

#endif
