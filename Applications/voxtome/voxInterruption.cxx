// SPDX-License-Identifier: Apache-2.0
#include "voxInterruption.h"

#include "voxFailure.h"

#include <csignal>
#include <unistd.h>

namespace vox
{
namespace
{

// A signal handler has no argument through which it could reach anything else.
std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free, "the handler may not take a lock");

void
OnSignal(int)
{
  if (interrupted.exchange(true))
  {
    ::_exit(kExitInterrupted);
  }
}

} // namespace

const std::atomic<bool> *
WatchForInterruption()
{
  std::signal(SIGINT, OnSignal);
  std::signal(SIGTERM, OnSignal);
  return &interrupted;
}

} // namespace vox
