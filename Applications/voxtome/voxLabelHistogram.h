// SPDX-License-Identifier: Apache-2.0
#ifndef voxLabelHistogram_h
#define voxLabelHistogram_h

#include "voxVolume.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <span>
#include <string_view>

namespace vox
{

/** How many voxels of a label map (int32) hold each value. */
using LabelHistogram = std::map<std::int64_t, std::int64_t>;

[[nodiscard]] LabelHistogram CountLabels(const Volume & labels);

/** The values that occur in a label map. Throws Error(BadInput) that names the file for one below 0. */
[[nodiscard]] std::set<std::int64_t> ValuesOfLabels(const Volume & labels, const std::filesystem::path & file);

/** Throws Error(BadInput) that names the file, the first value that is not among `allowed`, and what declares those. */
void RequireDeclaredLabels(const LabelHistogram & histogram, std::span<const std::int64_t> allowed,
                           std::string_view file, std::string_view declaredBy);

} // namespace vox

#endif
