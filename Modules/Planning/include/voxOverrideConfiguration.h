// SPDX-License-Identifier: Apache-2.0
#ifndef voxOverrideConfiguration_h
#define voxOverrideConfiguration_h

#include "voxPlan.h"

#include <string>

namespace vox
{

/** Changes parts of one configuration of a plan, as a user asks for in a JSON object:
 *
 *     { "batch_size": 4, "architecture": { "arch_kwargs": { "features_per_stage": [16, 32, 64, 128] } } }
 *
 * Objects are merged key by key; lists and single values replace what stands there. Only keys that the configuration
 * has, itself or by inheritance, can be changed. An inherited object is copied into the configuration before it is
 * changed, so the parent stays as it is; configurations that inherit from the changed one follow it.
 *
 * Nothing is derived from the changes: whoever changes the number of stages gives all lists that have one entry per
 * stage, and a patch must fit the strides.
 *
 * Throws Error(Usage) that begins with `where`, and leaves the plan alone: an unknown configuration or key (lists the
 * known), a value of another type than the present one, a result that Plan::Configuration refuses. */
void OverrideConfiguration(Plan & plan, const std::string & configuration, const Json & changes,
                           const std::string & where);

} // namespace vox

#endif
