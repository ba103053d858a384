// SPDX-License-Identifier: Apache-2.0
#ifndef voxTorchThreads_h
#define voxTorchThreads_h

namespace vox
{

/** Sets torch's number of threads while it lives; 0 leaves it as it is. Each thread has a number of its own, but takes
 * it from the process when it first asks, so that a thread may begin with what another has just set: objects of several
 * threads at a time leave all of them, and the process, with the number from before the first. */
class TorchThreads
{
public:
  explicit TorchThreads(int threads);
  ~TorchThreads();
  TorchThreads(const TorchThreads &) = delete;
  TorchThreads & operator=(const TorchThreads &) = delete;

private:
  int m_Previous = 0; ///< 0: nothing was changed
};

} // namespace vox

#endif
