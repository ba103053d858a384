// SPDX-License-Identifier: Apache-2.0
#ifndef voxProcessor_h
#define voxProcessor_h

#include "voxRunContext.h"

namespace vox
{

/** True if this processor and its operating system compute with AVX2. */
[[nodiscard]] bool HasAvx2();

/** Says that networks run slowly where `hasAvx2` is false: LibTorch and the kernels then use SSE. */
void WarnOfSlowProcessor(bool hasAvx2, const RunContext & context);

/** The threads to use where `asked` are asked for, 0 being all processors: never more than there are processors, which
 * a warning says. */
[[nodiscard]] int UsableThreads(int asked, int processors, const RunContext & context);

} // namespace vox

#endif
