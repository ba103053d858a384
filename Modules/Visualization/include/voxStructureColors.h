// SPDX-License-Identifier: Apache-2.0
#ifndef voxStructureColors_h
#define voxStructureColors_h

#include "voxDatasetDescription.h"
#include "voxLabelColors.h"

#include <span>

namespace vox
{

/** Position in the list of the smallest structure that holds the value; its size if none does. */
[[nodiscard]] std::size_t StructurePosition(std::span<const LabelEntry> structures, std::int64_t value);

/** The color of a value that is not background: that of its structure, or of its own beyond those of all structures. */
[[nodiscard]] Rgb StructureColor(std::span<const LabelEntry> structures, std::int64_t value);

} // namespace vox

#endif
