// SPDX-License-Identifier: Apache-2.0
#ifndef voxCaseRegion_h
#define voxCaseRegion_h

#include "voxPredictor.h"
#include "voxWorldBox.h"

#include <string>

namespace vox
{

/** The part of an image that is segmented. The network sees the smallest box of voxels around the region and nothing
 * else, as if it were an image of its own; what lies outside of the region becomes background. */
class CaseRegion
{
public:
  /** Throws Error(BadInput) that names the image where no center of a voxel lies in the region. */
  CaseRegion(const WorldBox & region, const ImageGeometry & image, const std::string & imageName);

  /** The voxels of a volume on the image's grid that are segmented. */
  [[nodiscard]] Volume Part(const Volume & volume) const;

  /** Makes voxels of the part background whose center lies outside. The probability of background is 1 in the first
   * channel of classes, and where `hasRegions` each channel is 0. */
  void Clear(Prediction & part, bool hasRegions) const;

  /** The prediction on the grid of the image, background around the part. */
  [[nodiscard]] Prediction OnWholeGrid(Prediction part, bool hasRegions) const;

  /** A volume of the part on the grid of the image, around it 0 but for `first` in the first channel. */
  [[nodiscard]] Volume OnWholeGrid(const Volume & part, double first = 0.0) const;

private:
  WorldBox m_Region;
  ImageGeometry m_Image;
  Box m_Box;
};

} // namespace vox

#endif
