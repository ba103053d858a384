// SPDX-License-Identifier: Apache-2.0
#ifndef voxPostprocessStep_h
#define voxPostprocessStep_h

#include "voxComponentRules.h"
#include "voxEvaluateStep.h"
#include "voxLabelFiles.h"

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace vox
{

inline constexpr const char * kRulesFile = "postprocessing.json";

/** DetermineRules on files, one case in memory at a time. */
[[nodiscard]] ComponentRules FindRules(std::span<const LabelPair> pairs, const Structures & structures,
                                       const RunContext & context);

/** Writes a label map after these rules, with the names that it has. Throws Error(BadInput) for overlapping segments.
 */
void CleanLabelMap(const std::filesystem::path & from, const std::filesystem::path & to, const ComponentRules & rules);

/** Writes the label maps after these rules into the folder, under their own names; it must not be theirs. */
void CleanLabelMaps(const LabelFiles & inputs, const ComponentRules & rules, const std::filesystem::path & folder,
                    const RunContext & context);

/** postprocessing.json with nnU-Net's keys: the rules, and under `input_folder` and `postprocessed` the `mean` and
 * `foreground_mean` of the measures before and after them. */
[[nodiscard]] Json RulesDocument(const ComponentRules & rules, std::span<const CaseMeasures> before,
                                 std::span<const CaseMeasures> after, const EvaluationOptions & options);

/** The rules in words, on one line. */
[[nodiscard]] std::string RulesText(const ComponentRules & rules);

} // namespace vox

#endif
