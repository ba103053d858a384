// SPDX-License-Identifier: Apache-2.0
#ifndef voxReferenceParts_h
#define voxReferenceParts_h

#include <cstdint>
#include <optional>
#include <vector>

namespace vox
{

/** Labels of parts, as ReferenceDistances wants them; the ignore label is in none. */
using ReferenceParts = std::vector<std::vector<std::int64_t>>;

/** Class `first` and each after it. */
[[nodiscard]] ReferenceParts ClassParts(std::int64_t first, std::int64_t classes,
                                        const std::optional<std::int64_t> & ignoreLabel);

/** All classes but class 0, as one. */
[[nodiscard]] ReferenceParts ForegroundPart(std::int64_t classes, const std::optional<std::int64_t> & ignoreLabel);

/** The regions; without any, label k of each head k. */
[[nodiscard]] ReferenceParts RegionParts(const ReferenceParts & regions, std::int64_t heads,
                                         const std::optional<std::int64_t> & ignoreLabel);

} // namespace vox

#endif
