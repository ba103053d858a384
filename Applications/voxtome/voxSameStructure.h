// SPDX-License-Identifier: Apache-2.0
#ifndef voxSameStructure_h
#define voxSameStructure_h

#include "voxSegmentation.h"

namespace vox
{

/** True unless all names are nothing but the values, as those of a label map are. */
[[nodiscard]] bool HasNames(const Segmentation & segmentation);

/** The segment of `others` that is the same structure: of the same name as MappedByName compares names, or of the same
 * value where one of the two files has no names. Null where there is none. */
[[nodiscard]] const Segment * SameStructure(const Segmentation & others, const Segment & segment, bool byName);

/** Gives the structures that labels and reference share one name in both: that of the labels, or of the reference where
 * the labels have none. Segmentations without layers are left alone. */
void ShareNames(Segmentation & labels, Segmentation & reference);

} // namespace vox

#endif
