// SPDX-License-Identifier: Apache-2.0
#ifndef voxSurfaceMaker_h
#define voxSurfaceMaker_h

#include "voxRunContext.h"
#include "voxSegmentation.h"
#include "voxSurface.h"

#include <atomic>
#include <future>
#include <string>
#include <vector>

namespace vox
{

/** Makes the surfaces of a case in the background, while its slices are looked at already. */
class SurfaceMaker
{
public:
  SurfaceMaker(Segmentation labels, int threads);
  /** Stops the work. */
  ~SurfaceMaker();
  SurfaceMaker(const SurfaceMaker &) = delete;
  SurfaceMaker & operator=(const SurfaceMaker &) = delete;

  /** True once, when the surfaces have become ready; waits for that where `waits`. */
  bool BecameReady(bool waits);
  [[nodiscard]] const std::vector<Surface> &
  Surfaces() const
  {
    return m_Surfaces;
  }
  /** "making surfaces, 40 %", "no surfaces", or what failed. */
  [[nodiscard]] std::string Note() const;

private:
  std::atomic<bool> m_IsCancelled = false;
  std::atomic<double> m_Fraction = 0.0;
  std::future<std::vector<Surface>> m_Future;
  std::vector<Surface> m_Surfaces;
  std::string m_Failure;
};

} // namespace vox

#endif
