// SPDX-License-Identifier: Apache-2.0
#ifndef voxInTurn_h
#define voxInTurn_h

#include <ATen/Parallel.h>

#include <algorithm>
#include <atomic>
#include <cstdint>

namespace vox
{

/** Calls work(item, state) once for each item of [0, count) on the threads of at::parallel_for, each with a state of
 * its own from makeState(). A thread takes the next item when it is done with one, so that threads that are held up
 * by other programs do not keep the rest waiting: what an item gives must not depend on the thread. */
template <typename TMakeState, typename TWork>
void
InTurn(std::int64_t count, TMakeState && makeState, TWork && work)
{
  std::atomic<std::int64_t> next = 0;
  const std::int64_t threads = std::min<std::int64_t>(count, at::get_num_threads());
  at::parallel_for(0, threads, 1, [&](std::int64_t /*begin*/, std::int64_t /*end*/) {
    auto state = makeState();
    for (std::int64_t item = next++; item < count; item = next++)
    {
      work(item, state);
    }
  });
}

} // namespace vox

#endif
