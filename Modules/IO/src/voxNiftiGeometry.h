// SPDX-License-Identifier: Apache-2.0
#ifndef voxNiftiGeometry_h
#define voxNiftiGeometry_h

#include "voxGridAxes.h"
#include "voxNiftiHeader.h"

namespace vox
{

/** The grid of a NIfTI file. The s-form is used where sform_code > 0, as nibabel and FSL do, whatever qform_code says;
 * else the q-form where qform_code > 0; else pixdim alone, with a note. A note tells by how much the forms differ where
 * that is more than 1e-3 voxel at a corner and more than a quaternion of float32 numbers can help, and what was
 * repaired. Throws Error(BadInput) that names the field: pixdim 0 or not finite, negative where the grid depends on it,
 * a quaternion longer than 1, and what StraightGrid refuses. Steps as long as pixdim within float32 take its value. */
[[nodiscard]] ImageGeometry GeometryOfNifti(const NiftiHeader & header, const std::filesystem::path & path,
                                            std::vector<std::string> & notes);

} // namespace vox

#endif
