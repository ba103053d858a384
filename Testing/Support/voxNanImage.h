// SPDX-License-Identifier: Apache-2.0
#ifndef voxNanImage_h
#define voxNanImage_h

#include "voxAtomicFile.h"

#include <array>
#include <filesystem>
#include <limits>
#include <string>

namespace vox::testing
{

/** Writes an image of 2x2x2 voxels of which the last is NaN, as .nrrd: what no writer of ours writes. */
inline void
WriteImageWithNan(const std::filesystem::path & path)
{
  const std::array<float, 8> values{1, 2, 3, 4, 5, 6, 7, std::numeric_limits<float>::quiet_NaN()};
  WriteTextFile(path, "NRRD0004\ntype: float\ndimension: 3\nspace: left-posterior-superior\nsizes: 2 2 2\n"
                      "space directions: (1,0,0) (0,1,0) (0,0,1)\nspace origin: (0,0,0)\nendian: little\n"
                      "encoding: raw\n\n" +
                          std::string(reinterpret_cast<const char *>(values.data()), sizeof(values)));
}

} // namespace vox::testing

#endif
