// SPDX-License-Identifier: Apache-2.0
#ifndef voxExtractSurfaces_h
#define voxExtractSurfaces_h

#include "voxRunContext.h"
#include "voxSegmentation.h"
#include "voxSurface.h"

#include <cstdint>
#include <vector>

namespace vox
{

struct SurfaceOptions
{
  double smoothing = 0.5;  ///< 0 none, to 1; the factor of 3D Slicer's segment editor
  double reduction = 0.5;  ///< share of the triangles that may go, 0 to below 1
  bool keepsVolume = true; ///< moves points along their normals until the volume of the voxels is enclosed again
};

/** Throws Error(Usage) for numbers outside of these ranges. */
void Validate(const SurfaceOptions & options);

/** A closed surface of each segment that has voxels, in their order, with their names and colors (else LabelColor of
 * their place): discrete flying edges (Schroeder et al. 2015, DOI 10.1109/LDAV.2015.7348069) between voxel centers,
 * closed at the border of the grid; smoothed by a windowed sinc filter (Taubin, Zhang, Golub, ECCV 1996) in
 * mm, so that anisotropic voxels are smoothed alike in all directions; decimated without a change of topology; both
 * less strongly where a surface of a few voxels would open or lose more than half of its volume. Smoothing shrinks;
 * `keepsVolume` moves all points by one distance along their normals until the enclosed volume is that of the voxels
 * within 0.1 %, or as near as a few steps come. Any direction matrix, also left-handed and sheared. Segments without
 * voxels are left out and told in the log. Structures are made in parallel, each in memory of some 100 bytes a voxel of
 * its boundary and one byte a voxel of its box. Throws Error(BadInput) for a segmentation that is not consistent. */
[[nodiscard]] std::vector<Surface> ExtractSurfaces(const Segmentation & segmentation, const SurfaceOptions & options,
                                                   const RunContext & context);

} // namespace vox

#endif
