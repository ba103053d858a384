// SPDX-License-Identifier: Apache-2.0
#ifndef voxSegmentKeys_h
#define voxSegmentKeys_h

#include "voxSegmentation.h"

#include <filesystem>
#include <functional>
#include <utility>

namespace vox
{

/** Names and values of a file's header. */
using HeaderKeys = std::vector<std::pair<std::string, std::string>>;

/** The keys of 3D Slicer's .seg.nrrd (vtkMRMLSegmentationStorageNode, Slicer 5.8): SegmentN_ID, _Name, _Color,
 * _LabelValue, _Layer, _Extent and _Tags with the terminology entry, N from 0, and those of the whole. */
[[nodiscard]] HeaderKeys SegmentKeys(const Segmentation & segmentation);

/** The value of a key, if the header has it. */
using FindKey = std::function<std::optional<std::string>(const std::string & key)>;

/** What such keys say; empty where there are none. Files before Slicer 4.11 have one layer a segment and neither layers
 * nor values. Throws Error(BadInput) that names the key: a number that is none, a color out of range. */
[[nodiscard]] std::vector<Segment> SegmentsOfKeys(const FindKey & find, std::size_t layerCount,
                                                  const std::filesystem::path & path);

} // namespace vox

#endif
