// SPDX-License-Identifier: Apache-2.0
#ifndef voxLabelNames_h
#define voxLabelNames_h

#include "voxSegmentation.h"

#include <filesystem>

namespace vox
{

/** A label map with the names that its data set gives the values. A value that belongs to regions alone is "part of"
 * the smallest of them. */
[[nodiscard]] Segmentation WithNames(const Volume & labels, const DatasetDescription & description);

/** ReadSegmentation for what knows one value a voxel. Throws Error(BadInput) for overlapping segments. */
[[nodiscard]] Segmentation ReadOneLayer(const std::filesystem::path & path);

} // namespace vox

#endif
