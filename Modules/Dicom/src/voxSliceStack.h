// SPDX-License-Identifier: Apache-2.0
#ifndef voxSliceStack_h
#define voxSliceStack_h

#include "voxReadDicom.h"

#include <array>
#include <string>
#include <vector>

namespace vox
{

/** Slices as their headers describe them, in any order. */
struct SliceStack
{
  std::string name;              ///< of the series or file, for messages
  Zyx<std::int64_t> size{};      ///< z: number of slices
  std::vector<double> spacingMm; ///< PixelSpacing: between rows (along y), between columns (along x)
  std::vector<double> orientationPatient;
  std::vector<Vector3> positionsLps;
  std::vector<std::string> names;            ///< of the slices, for messages
  std::optional<double> singleSpacingMm;     ///< z spacing where there is one slice only
  std::string singleSpacingTag;              ///< where that comes from
  std::optional<double> declaredTiltDegrees; ///< GantryDetectorTilt
};

/** How slices become a volume on an orthogonal, even grid. */
struct StackPlan
{
  /** What an output slice is made of: two input slices, counted in `order`; the second counts `weight`. */
  struct Mix
  {
    std::size_t first = 0;
    std::size_t second = 0;
    double weight = 0.0;
  };

  ImageGeometry grid;
  std::vector<std::size_t> order;                 ///< input slices ascending along the normal
  bool sheared = false;                           ///< slices must be moved within their planes
  bool spread = false;                            ///< output slices lie between input slices
  std::vector<std::array<double, 2>> startPixels; ///< row and column of each ordered slice at the grid's first pixel
  std::vector<Mix> mixes;                         ///< one for each slice of the grid
  std::vector<ImageGeometry> frames;              ///< of the ordered slices, as they are: for DicomSource
  std::vector<std::string> notes;
};

/** Columns z (the normal, x cross y), y, x of ImageOrientationPatient, made exactly orthonormal. Error(BadInput) unless
 * there are six numbers whose vectors are of unit length and perpendicular within 1e-3. */
[[nodiscard]] Matrix3 FrameDirection(const std::vector<double> & orientationPatient, const std::string & name);

/** Checks everything that the geometry needs and plans the volume; see ReadDicomOptions for what is mended and what is
 * refused. */
[[nodiscard]] StackPlan PlanStack(const SliceStack & stack, const ReadDicomOptions & options);

/** Resamples ordered slices, float32 [C, slices, rows, columns], linearly onto the plan's grid; `outside` where no
 * slice has a pixel within half a pixel. */
[[nodiscard]] at::Tensor Resampled(const at::Tensor & slices, const StackPlan & plan, double outside, int threads);

} // namespace vox

#endif
