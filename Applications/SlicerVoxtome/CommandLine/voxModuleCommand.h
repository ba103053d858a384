// SPDX-License-Identifier: Apache-2.0
#ifndef voxModuleCommand_h
#define voxModuleCommand_h

#include "voxGuardedRun.h"
#include "voxModuleDescription.h"

namespace vox
{

/** What `voxtome` is to do for the values that Slicer passed, with all its files in `folder`. Throws ModuleError for
 * values that cannot be used. */
[[nodiscard]] GuardedRun MakeSegmentRun(const ModuleValues & values, const std::filesystem::path & folder);
[[nodiscard]] GuardedRun MakeEvaluateRun(const ModuleValues & values, const std::filesystem::path & folder);

/** Where the first result will lie, in whose folder the temporary one is made; empty where no file is asked for. */
[[nodiscard]] std::filesystem::path FirstResult(const ModuleValues & values);

/** The numbers of `voxtome predict --region` (LPS) for those of Slicer's region (RAS): center and half sizes, and of a
 * rotated box its axes. Throws ModuleError. */
[[nodiscard]] std::string RegionArgument(const std::string & region);

} // namespace vox

#endif
