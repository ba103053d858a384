// SPDX-License-Identifier: Apache-2.0
#ifndef voxInterruption_h
#define voxInterruption_h

#include <atomic>

namespace vox
{

/** Makes SIGINT and SIGTERM set the returned flag, so that work stops at its next safe point; a second signal ends the
 * process at once with exit code 130. Called once, from main. */
[[nodiscard]] const std::atomic<bool> * WatchForInterruption();

} // namespace vox

#endif
