// SPDX-License-Identifier: Apache-2.0
#ifndef voxBatchChecks_h
#define voxBatchChecks_h

#include "voxBatchLoader.h"
#include "voxError.h"

#include <exception>
#include <string>
#include <vector>

namespace vox
{

/** The error that Next() throws for anything thrown while a sample of this case was made. */
[[nodiscard]] Error ErrorOfCase(const std::string & name, const std::exception_ptr & exception);

/** Throws Error(Usage) for options out of range. */
void RequireOptions(const BatchLoaderOptions & options);

/** Throws Error(BadInput), naming the case, so that a bad one is found before the training starts, not in the middle of
 * it: tensors of wrong types or shapes, cases that differ in what they have, or that do not fit the options. */
void RequireCases(const std::vector<TrainingCase> & cases, const BatchLoaderOptions & options);

} // namespace vox

#endif
