// SPDX-License-Identifier: Apache-2.0
#ifndef voxEvaluationSections_h
#define voxEvaluationSections_h

#include "voxEvaluationRecord.h"
#include "voxResultsPage.h"

#include <cstdint>
#include <string>
#include <vector>

namespace vox
{

/** Structures that were missed, or found where there are none, and measures that are undefined elsewhere. */
[[nodiscard]] PageSection AttentionSection(const EvaluationRecord & record);

/** Means, intervals, medians of the common measures. */
[[nodiscard]] PageSection SummarySection(const EvaluationRecord & record);

/** A box plot for each common measure. */
[[nodiscard]] PageSection DistributionSection(const EvaluationRecord & record);

/** Bland-Altman charts and table; without elements where the record has no volumes. */
[[nodiscard]] PageSection VolumeSection(const EvaluationRecord & record);

/** The matrix; without elements where the record has none. */
[[nodiscard]] PageSection ConfusionSection(const EvaluationRecord & record);

/** All cases, sortable; and each structure of each where they are not too many. */
[[nodiscard]] PageSection CasesSection(const EvaluationRecord & record);

/** Formula and source of each measure, and what the record says of its options and its program. */
[[nodiscard]] PageSection DefinitionsSection(const EvaluationRecord & record);

/** Adds a section unless there is nothing in it. */
void AddSection(std::vector<PageSection> & sections, PageSection section);

} // namespace vox

#endif
