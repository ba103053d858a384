// SPDX-License-Identifier: Apache-2.0
#ifndef voxParallelFor_h
#define voxParallelFor_h

#include <cstdint>
#include <functional>

namespace vox
{

/** Calls body(first, last) on consecutive parts of [begin, end), each of at most `grain` items, on up to `threads`
 * threads (the calling one included). Parts are the same for any number of threads, so a body that writes only to its
 * own items gives the same result on 1 and on 64. The first exception is rethrown after all threads have stopped.
 * Threads are started anew: about 30 microseconds a call. Use it for work of a millisecond and more. */
void ParallelFor(std::int64_t begin, std::int64_t end, std::int64_t grain, int threads,
                 const std::function<void(std::int64_t first, std::int64_t last)> & body);

} // namespace vox

#endif
