// SPDX-License-Identifier: Apache-2.0
#ifndef voxViewerScene_h
#define voxViewerScene_h

#include "voxSegmentation.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vox
{

/** What the viewer shows of one patient. */
struct ViewerCase
{
  std::string name;
  Volume image;                     ///< float32 [C, D, H, W]; the first channel is shown
  Segmentation labels{};            ///< on the grid of the image; without layers: none
  Segmentation reference{};         ///< likewise
  std::vector<std::string> notes{}; ///< what the window must say: labels that were resampled, for example
};

/** A structure of labels or reference, as the viewer lists it. */
struct ShownStructure
{
  std::string name;
  Rgb color{255, 255, 255};
};

/** A case made ready to be looked at: one structure a voxel, by their place in one list, whatever values and layers the
 * files have. Structures of labels and reference that have the same name are one. Of structures that overlap, the later
 * ones cover the others. */
class ViewerScene
{
public:
  /** Throws Error(BadInput) for labels or reference on another grid than the image, and for more than 65534
   * structures. */
  ViewerScene(ViewerCase shown, int threads);

  [[nodiscard]] const ViewerCase &
  Case() const
  {
    return m_Case;
  }
  [[nodiscard]] const ImageGeometry &
  Geometry() const
  {
    return m_Case.image.geometry;
  }
  [[nodiscard]] const std::vector<ShownStructure> &
  Structures() const
  {
    return m_Structures;
  }
  /** Intensities of 0.5 % and 99.5 % of the voxels; the second is above the first also for a constant image. */
  [[nodiscard]] const std::array<double, 2> &
  StartWindow() const
  {
    return m_StartWindow;
  }
  /** Corners of the box around all voxels, LPS mm. */
  [[nodiscard]] const Vector3 &
  Lower() const
  {
    return m_Lower;
  }
  [[nodiscard]] const Vector3 &
  Upper() const
  {
    return m_Upper;
  }
  /** Way from slice to slice along each LPS axis, in mm: the spacing of the axis of the grid that is nearest to it. */
  [[nodiscard]] const Vector3 &
  StepMm() const
  {
    return m_StepMm;
  }
  /** The center of the voxel in the middle. */
  [[nodiscard]] Vector3 Middle() const;

  [[nodiscard]] const float *
  Values() const
  {
    return m_Values;
  }
  /** Of each voxel the place of its structure in Structures() + 1, or 0. Empty: no labels. */
  [[nodiscard]] const std::vector<std::uint16_t> &
  Labels() const
  {
    return m_Labels;
  }
  [[nodiscard]] const std::vector<std::uint16_t> &
  Reference() const
  {
    return m_Reference;
  }
  /** Position of the nearest voxel in Values(), Labels() and Reference(); nothing beyond the grid. */
  [[nodiscard]] std::optional<std::int64_t> VoxelAt(const Vector3 & lps) const;

private:
  [[nodiscard]] std::vector<std::uint16_t> Flatten(const Segmentation & segmentation, int threads);
  [[nodiscard]] std::uint16_t PlaceOf(const Segment & segment);
  void FindExtent();
  void FindWindow();

  ViewerCase m_Case;
  std::vector<ShownStructure> m_Structures;
  std::array<double, 2> m_StartWindow{0.0, 1.0};
  Vector3 m_Lower{};
  Vector3 m_Upper{};
  Vector3 m_StepMm{};
  const float * m_Values = nullptr;
  std::vector<std::uint16_t> m_Labels;
  std::vector<std::uint16_t> m_Reference;
};

} // namespace vox

#endif
