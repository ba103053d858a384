// SPDX-License-Identifier: Apache-2.0
#ifndef voxSegmentationExamples_h
#define voxSegmentationExamples_h

#include "voxDicomPhantom.h"
#include "voxDicomSource.h"
#include "voxSegmentation.h"

#include <filesystem>
#include <functional>

namespace vox::testing
{

/** A series on the disk, with the grid of its image. */
struct WrittenSeries
{
  DicomSource source;
  ImageGeometry grid;
};
[[nodiscard]] WrittenSeries WriteSeries(const std::filesystem::path & folder, const DicomPhantom & phantom);

/** Labels 1 to `segments`, strewn by a rule so that no two places look alike, in every fourth voxel or so none; slices
 * before `first` and from `end` on are empty. Names "Structure 1" and so on, colors, no codes. */
[[nodiscard]] Segmentation StrewnLabels(const ImageGeometry & grid, int segments, std::int64_t first = 0,
                                        std::int64_t end = 1 << 20);

/** Two balls beside each other with a hollow in the first, and a third over both in a layer of its own. */
[[nodiscard]] Segmentation BallLabels(const ImageGeometry & grid);

/** Voxels of the source frames at which the two differ in any segment, matched by name. */
[[nodiscard]] std::int64_t CountDifferences(const Segmentation & a, const Segmentation & b, const DicomSource & source);

/** Reads a DICOM file, lets `edit` change it and writes it back. */
void EditDicom(const std::filesystem::path & path, const std::function<void(DcmItem & object)> & edit);

/** Voxels of each segment, in order. */
[[nodiscard]] std::vector<std::int64_t> VoxelCounts(const Segmentation & segmentation);

/** Mean place of a segment's voxels in the world. */
[[nodiscard]] Vector3 CenterOf(const Segmentation & segmentation, const Segment & segment);

} // namespace vox::testing

#endif
