// SPDX-License-Identifier: Apache-2.0
#ifndef voxCascadeInput_h
#define voxCascadeInput_h

#include "voxDatasetDescription.h"
#include "voxPlan.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

namespace vox
{

/** What a network sees, by name: the channels of the data set, in a cascade followed by the structures of the stage
 * before. */
[[nodiscard]] std::vector<std::string> InputNames(const DatasetDescription & description,
                                                  const PlanConfiguration & configuration);

/** Throws Error(BadInput) for a value of `labels` that is neither 0 nor one of ForegroundValues. */
void RequireDeclaredValues(const at::Tensor & labels, const DatasetDescription & description,
                           const std::string & stage);

/** The image float32 [C, D, H, W] followed by one channel of 0 and 1 for each value of the labels [D, H, W]. */
[[nodiscard]] at::Tensor WithOneHot(const at::Tensor & image, const at::Tensor & labels,
                                    const std::vector<std::int64_t> & values);

} // namespace vox

#endif
