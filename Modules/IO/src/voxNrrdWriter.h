// SPDX-License-Identifier: Apache-2.0
#ifndef voxNrrdWriter_h
#define voxNrrdWriter_h

#include "voxSegmentKeys.h"

#include <cstddef>
#include <span>

namespace vox
{

/** What an NRRD file of labels is to hold. */
struct NrrdContent
{
  ImageGeometry geometry;
  std::string type;        ///< "uint8", "uint16", "int32"
  std::int64_t layers = 1; ///< more than one: a first axis of the kind "list"
  HeaderKeys keys{};
  std::span<const std::byte> voxels; ///< layer, x, y, z, from fast to slow
};

/** Writes a file of its own, compressed, in the space left-posterior-superior (NRRD0005, teem.sourceforge.net/nrrd).
 * ITK's writer knows no axis of the kind "list", by which 3D Slicer finds the layers of a segmentation. Throws
 * Error(Resource) that names `shownPath`. */
void WriteNrrd(const std::filesystem::path & path, const NrrdContent & content,
               const std::filesystem::path & shownPath);

} // namespace vox

#endif
