// SPDX-License-Identifier: Apache-2.0
#ifndef voxMakeSurfaces_h
#define voxMakeSurfaces_h

#include "voxExtractSurfaces.h"

#include <string>
#include <vector>

namespace vox
{

/** Which structures become surfaces. */
struct SurfaceRequest
{
  std::string labels;
  std::string image;                   ///< of labels that lie on it: the series of a structure set; may be empty
  std::string series;                  ///< UID of the image, of DICOM; empty: the only one there is
  std::string reference;               ///< labels that distances are measured to; may be empty
  std::string names;                   ///< table with names and colors of the values
  std::vector<std::string> structures; ///< names of those that are wanted; empty: all
  SurfaceOptions options;
};

/** Reads the labels and makes the surfaces; with a reference, their values are the distances in mm to the boundary of
 * the structure of the same name, below 0 inside of it, and none where it has no voxel of it, which is warned of.
 * Throws Error(BadInput) as the readers do, for a structure that is not there, and where no structure has a voxel. */
[[nodiscard]] std::vector<Surface> MakeSurfaces(const SurfaceRequest & request, const RunContext & context);

} // namespace vox

#endif
