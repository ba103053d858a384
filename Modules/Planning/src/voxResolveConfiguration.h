// SPDX-License-Identifier: Apache-2.0
#ifndef voxResolveConfiguration_h
#define voxResolveConfiguration_h

#include "voxJson.h"

#include <string>

namespace vox
{

/** One configuration of a plans.json with the keys of its `inherits_from` chain filled in; keys of the child replace
 * those of the parent whole. Throws Error(BadModel): unknown configuration (lists the known) or a chain that bites its
 * tail. */
[[nodiscard]] Json ResolveConfiguration(const Json & document, const std::string & name, const std::string & where);

} // namespace vox

#endif
