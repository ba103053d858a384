// SPDX-License-Identifier: Apache-2.0
#ifndef voxNamedStructures_h
#define voxNamedStructures_h

#include "voxEvaluateStep.h"

namespace vox
{

/** True where every file of the pairs is a .seg.nrrd that names its structures. */
[[nodiscard]] bool AllNamed(std::span<const LabelPair> pairs);

/** One structure for each name in the files, in the order in which they come, and its number for each value of the
 * files, set in the pairs. Throws Error(BadInput) for a file without names or with segments that may overlap, and for a
 * reference and a prediction that share no name. */
[[nodiscard]] Structures NamedStructures(std::span<LabelPair> pairs, std::span<LabelPair> compared);

/** Replaces values by numbers. Throws Error(BadInput) that names the file for a value without number. */
void Renumber(Volume & labels, const std::map<std::int64_t, std::int64_t> & numbers,
              const std::filesystem::path & file);

} // namespace vox

#endif
