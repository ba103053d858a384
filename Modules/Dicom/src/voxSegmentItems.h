// SPDX-License-Identifier: Apache-2.0
#ifndef voxSegmentItems_h
#define voxSegmentItems_h

#include "voxDicomSegmentation.h"

class DcmItem;

namespace vox
{

/** Describes the segments in the SegmentSequence of an object, numbered from 1 in order. A name that its attribute
 * cannot hold (64 characters in one line) is cut, which `notes` tell. */
void PutSegments(DcmItem & object, const std::vector<Segment> & segments, const DicomSegmentationOptions & options,
                 std::vector<std::string> & notes);

/** The segments of an object, their numbers as values, in layer 0; a background of number 0 is left out. A label that
 * occurs twice or is missing gets the number behind it. Throws Error(BadInput) that begins with `where` for none, or
 * one without number or with the number of another. */
[[nodiscard]] std::vector<Segment> SegmentsIn(DcmItem & object, const std::string & where);

} // namespace vox

#endif
