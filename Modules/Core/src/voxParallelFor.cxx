// SPDX-License-Identifier: Apache-2.0
#include "voxParallelFor.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace vox
{

void
ParallelFor(std::int64_t begin, std::int64_t end, std::int64_t grain, int threads,
            const std::function<void(std::int64_t first, std::int64_t last)> & body)
{
  if (begin >= end)
  {
    return;
  }
  grain = std::max<std::int64_t>(1, grain);
  const std::int64_t parts = (end - begin + grain - 1) / grain;
  std::atomic<std::int64_t> nextPart{0};
  std::exception_ptr firstError;
  std::mutex errorMutex;

  const auto work = [&] {
    for (std::int64_t part = nextPart++; part < parts; part = nextPart++)
    {
      const std::int64_t first = begin + part * grain;
      try
      {
        body(first, std::min(end, first + grain));
      }
      catch (...)
      {
        const std::scoped_lock lock(errorMutex);
        if (!firstError)
        {
          firstError = std::current_exception();
        }
        nextPart = parts;
      }
    }
  };

  {
    std::vector<std::jthread> helpers;
    const std::int64_t workers = std::min<std::int64_t>(std::max(1, threads), parts);
    for (std::int64_t i = 1; i < workers; ++i)
    {
      helpers.emplace_back(work);
    }
    work();
  }
  if (firstError)
  {
    std::rethrow_exception(firstError);
  }
}

} // namespace vox
