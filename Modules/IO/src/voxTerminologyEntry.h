// SPDX-License-Identifier: Apache-2.0
#ifndef voxTerminologyEntry_h
#define voxTerminologyEntry_h

#include "voxSegmentation.h"

namespace vox
{

/** Codes as 3D Slicer writes them: context ~ category ~ type ~ type modifier ~ context ~ region ~ region modifier, each
 * code scheme^value^meaning, `^^` for none. Throws Error(BadInput) for a code with '~', '^' or '|'. */
[[nodiscard]] std::string TerminologyEntry(const SegmentCodes & codes);

/** The codes of such an entry; empty where category or type is missing. */
[[nodiscard]] std::optional<SegmentCodes> ParseTerminologyEntry(std::string_view entry);

} // namespace vox

#endif
