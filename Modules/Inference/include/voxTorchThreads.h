// SPDX-License-Identifier: Apache-2.0
#ifndef voxTorchThreads_h
#define voxTorchThreads_h

#include <ATen/Parallel.h>

namespace vox
{

/** Sets torch's number of threads, which belongs to the process, while it lives; 0 leaves it as it is. */
class TorchThreads
{
public:
  explicit TorchThreads(int threads)
      : m_Previous(at::get_num_threads()), m_Changed(threads > 0 && threads != m_Previous)
  {
    if (m_Changed)
    {
      at::set_num_threads(threads);
    }
  }
  ~TorchThreads()
  {
    if (m_Changed)
    {
      at::set_num_threads(m_Previous);
    }
  }
  TorchThreads(const TorchThreads &) = delete;
  TorchThreads & operator=(const TorchThreads &) = delete;

private:
  int m_Previous;
  bool m_Changed;
};

} // namespace vox

#endif
