// SPDX-License-Identifier: Apache-2.0
#ifndef voxStoredFrames_h
#define voxStoredFrames_h

#include "voxDicomSource.h"

#include <cstdint>
#include <string>
#include <vector>

class DcmItem;

namespace vox
{

/** What the functional groups say of the frames of a segmentation object. */
struct StoredFrames
{
  Zyx<std::int64_t> size{1, 1, 1}; ///< of one frame: 1, rows, columns
  Vector3 alongRow{};              ///< unit vectors of ImageOrientationPatient
  Vector3 downColumn{};
  double rowSpacingMm = 0.0;          ///< between rows
  double columnSpacingMm = 0.0;       ///< between columns
  double sliceSpacingMm = 0.0;        ///< SpacingBetweenSlices, else 0
  double sliceThicknessMm = 0.0;      ///< else 0
  std::vector<Vector3> positions;     ///< center of the first pixel of each frame
  std::vector<std::int64_t> segments; ///< number of each frame's segment; 0 in a label map, which has all in one frame
};

/** Reads them, shared or of each frame. Throws Error(BadInput) that begins with `where` and names the attribute: frames
 * without position, orientation, spacing or segment, or turned against each other. */
[[nodiscard]] StoredFrames StoredFramesIn(DcmItem & object, bool labelMap, const std::string & where);

/** The regular grid on which the frames lie, and the slice of each. Slices are as far apart as the object says, where
 * that fits its positions, else as the nearest two; a single one is as thick as it says. Positions that move along
 * another line than the normal (a tilted scan) give axis 0 that direction. Throws Error(BadInput) for frames beside the
 * grid by more than 0.01 mm and a hundredth of the distance of slices. */
struct FrameGrid
{
  ImageGeometry geometry;
  std::vector<std::int64_t> slices;
};
[[nodiscard]] FrameGrid GridOf(const StoredFrames & frames, const std::string & where);

/** The source frame that each frame lies on, by place, size and orientation to 0.01 mm; empty where any lies on none.
 */
[[nodiscard]] std::vector<std::int64_t> SlicesOf(const StoredFrames & frames, const DicomSource & source);

} // namespace vox

#endif
