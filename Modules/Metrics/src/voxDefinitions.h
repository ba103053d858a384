// SPDX-License-Identifier: Apache-2.0
#ifndef voxDefinitions_h
#define voxDefinitions_h

#include "voxEvaluationOptions.h"
#include "voxJson.h"

#include <string>

namespace vox
{

/** The choices behind the numbers in words, for people: what the surface is, what HD95 is, what the policy did. */
[[nodiscard]] Json DefinitionsJson(const EvaluationOptions & options);

[[nodiscard]] std::string DescribeRobustHausdorff(const EvaluationOptions & options);
[[nodiscard]] std::string DescribeEmptyPolicy(const EvaluationOptions & options);

/** What a lesion is and which match. */
[[nodiscard]] std::string DescribeLesions(const LesionOptions & options);

/** "95 % percentile bootstrap ...": how the intervals of a summary were made. */
[[nodiscard]] std::string DescribeInterval();

} // namespace vox

#endif
