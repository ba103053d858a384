// SPDX-License-Identifier: Apache-2.0
#include "voxTorchThreads.h"

#include <ATen/Parallel.h>

#include <mutex>

namespace vox
{
namespace
{

/** What all threads together have changed: torch's number belongs to the process, and so does this. */
struct Changes
{
  std::mutex mutex;
  int count = 0;
  int original = 0; ///< before the first
};

Changes &
AllChanges()
{
  static Changes changes;
  return changes;
}

thread_local int changesOfThisThread = 0;

} // namespace

TorchThreads::TorchThreads(int threads)
{
  Changes & changes = AllChanges();
  const std::lock_guard<std::mutex> lock(changes.mutex);
  const int current = at::get_num_threads();
  if (threads <= 0 || (threads == current && changes.count == 0))
  {
    return;
  }
  if (changes.count == 0)
  {
    changes.original = current;
  }
  m_Previous = changesOfThisThread == 0 ? changes.original : current;
  ++changes.count;
  ++changesOfThisThread;
  at::set_num_threads(threads);
}

TorchThreads::~TorchThreads()
{
  if (m_Previous == 0)
  {
    return;
  }
  Changes & changes = AllChanges();
  const std::lock_guard<std::mutex> lock(changes.mutex);
  at::set_num_threads(m_Previous);
  --changes.count;
  --changesOfThisThread;
}

} // namespace vox
