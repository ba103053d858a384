// SPDX-License-Identifier: Apache-2.0
#ifndef voxDicomGroups_h
#define voxDicomGroups_h

#include "voxDicomHeader.h"

namespace vox
{

/** Headers that may make one volume, and what tells them from others of their series. */
struct HeaderGroup
{
  std::vector<const DicomHeader *> headers;
  std::vector<std::string> parts;
};

/** Puts headers together that lie in one space with one grid of pixels: same patient, series, class, frame of
 * reference, orientation (to 1e-3 of a direction cosine), matrix, pixel spacing and echo. A multi-frame image with
 * functional groups is a group of its own, unless several files are one image by their ConcatenationUID. Groups of one
 * series say by `parts` in what they differ. */
[[nodiscard]] std::vector<HeaderGroup> GroupBySpace(const std::vector<const DicomHeader *> & headers);

/** Sorts a group along the normal of its slices. Where several lie at one position (within 0.01 mm along the normal) it
 * is split by the first mark that has as many values as images lie at one position, and no value twice at one;
 * times count by their order at each position. A mark that merely changes along the table, such as the acquisition
 * number of a CT, splits nothing. Images that nothing tells apart stay together. */
[[nodiscard]] std::vector<HeaderGroup> SplitByPosition(HeaderGroup group);

/** Both, as series, most frames first. Patients are numbered in the order of the headers. */
[[nodiscard]] std::vector<DicomSeries> MakeSeries(const std::vector<DicomHeader> & headers);

} // namespace vox

#endif
