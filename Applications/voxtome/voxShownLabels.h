// SPDX-License-Identifier: Apache-2.0
#ifndef voxShownLabels_h
#define voxShownLabels_h

#include "voxCaseLabels.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace vox
{

/** Labels and reference of a picture, with one meaning of values, names and colors for both. */
struct ShownLabels
{
  std::optional<Volume> labels;
  std::optional<Volume> reference;
  std::vector<LabelEntry> structures;
  std::map<std::int64_t, Rgb> colors; ///< those that a file gives
};

/** Which files the labels of a picture come from; empty: none. */
struct ShownLabelFiles
{
  std::string labels;
  std::string reference;
  std::string names; ///< table with names and colors of the values of both
};

/** Reads the labels of a picture. Where both files name their structures, the reference is brought to the values of the
 * labels by name; what only the reference knows gets values of its own. Of segments that overlap, the later ones cover
 * the others, with a warning. Errors as ReadNamedLabels and Renamed. */
[[nodiscard]] ShownLabels ReadShownLabels(const ShownLabelFiles & files, const CaseImage & image,
                                          const RunContext & context);

} // namespace vox

#endif
