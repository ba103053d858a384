// SPDX-License-Identifier: Apache-2.0
#ifndef voxSegmentation_h
#define voxSegmentation_h

#include "voxDatasetDescription.h"
#include "voxLabelColors.h"
#include "voxVolume.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vox
{

/** A term of a terminology: scheme "SCT", value "10200004", meaning "Liver" (DICOM PS3.3 section 8.8). */
struct CodedConcept
{
  std::string scheme;
  std::string value;
  std::string meaning;

  friend bool operator==(const CodedConcept &, const CodedConcept &) = default;
};

/** What a segment is, in the words of DICOM PS3.3 C.8.20.2: property category and type, laterality, anatomic region. */
struct SegmentCodes
{
  CodedConcept category;
  CodedConcept type;
  std::optional<CodedConcept> typeModifier;
  std::optional<CodedConcept> region;
  std::optional<CodedConcept> regionModifier;

  friend bool operator==(const SegmentCodes &, const SegmentCodes &) = default;
};

/** Which entity a segment is, from one study to the next (DICOM PS3.3 C.8.20.2, TrackingID and TrackingUID). */
struct SegmentTracking
{
  std::string id;  ///< text for people
  std::string uid; ///< the identity

  friend bool operator==(const SegmentTracking &, const SegmentTracking &) = default;
};

/** One structure of a segmentation. */
struct Segment
{
  std::int64_t value = 0; ///< of its voxels in its layer; any whole number but 0, which is background
  std::string name;
  std::optional<Rgb> color;
  std::optional<SegmentCodes> codes;
  std::size_t layer = 0;
  std::optional<SegmentTracking> tracking{}; ///< of DICOM; other formats drop it

  friend bool operator==(const Segment &, const Segment &) = default;
};

/** Label maps with the meaning of their values. Segments that overlap lie in different layers; all layers share one
 * grid. Values are unique within a layer, names within all. */
struct Segmentation
{
  std::vector<Volume> layers; ///< int32 [1, D, H, W] each; at least one
  std::vector<Segment> segments;
};

/** The segment of this name; null where there is none. */
[[nodiscard]] const Segment * FindSegment(const std::vector<Segment> & segments, std::string_view name);

/** The labels of a data set as segments, background left out, without colors and codes. A region that is a union of
 * several values is left out too: its parts are segments. */
[[nodiscard]] std::vector<Segment> SegmentsOf(const DatasetDescription & description);

/** Throws Error(BadInput) that begins with `where`, unless there is at least one layer, layers share a grid, segments
 * name a layer that is there, values and names are unique as said above and no value is 0. */
void RequireConsistent(const Segmentation & segmentation, const std::string & where);

} // namespace vox

#endif
