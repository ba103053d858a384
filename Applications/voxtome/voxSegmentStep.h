// SPDX-License-Identifier: Apache-2.0
#ifndef voxSegmentStep_h
#define voxSegmentStep_h

#include "voxObjects.h"
#include "voxSession.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vox
{

/** What `voxtome segment` was asked for. Empty names: not asked for. */
struct SegmentRequest
{
  std::string method;
  Json options = Json::object();   ///< of the method
  std::vector<std::string> inputs; ///< a folder of cases, or the channels of one case
  std::string output;              ///< a file for one case, else a folder
  std::string format;              ///< ending of files in a folder; empty: that of each image
  std::optional<std::int64_t> channel;
  std::string series;    ///< UID of a DICOM series, where there are several
  std::string markers;   ///< file or folder
  std::string instances; ///< as `output`
  std::string panoptic;  ///< as `output`
  std::int64_t panopticOffset = 1000;
  std::string objects; ///< .csv or .json
  ObjectOptions object;
};

template <typename TVisitor>
void
VisitFields(SegmentRequest & o, TVisitor && visit)
{
  visit("method", o.method, "a row of `voxtome inspect methods`");
  visit("options", o.options, "of the method");
  visit("inputs", o.inputs, "files of one case, or a folder of cases");
  visit("output", o.output, "file or folder");
  visit("format", o.format, "ending of files in a folder");
  visit("channel", o.channel, "of images with several");
  visit("series", o.series, "UID of a DICOM series");
  visit("markers", o.markers, "file or folder");
  visit("instances", o.instances, "file or folder");
  visit("panoptic", o.panoptic, "file or folder");
  visit("panoptic_offset", o.panopticOffset, "label x offset + number of the object");
  visit("objects", o.objects, "table of the objects");
  visit("object", o.object, "which components are objects");
}

/** Segments all cases, writes what is asked for and segment_options.json, and shows a table. Of several cases, those
 * that cannot be used are skipped with a warning, and Error(BadInput) at the end lists them. Options and outputs are
 * checked before the first case. */
void SegmentCases(SegmentRequest request, Session & session);

} // namespace vox

#endif
