// SPDX-License-Identifier: Apache-2.0
#ifndef voxConstantWindows_h
#define voxConstantWindows_h

#include "voxSlidingWindow.h"

#include <cstdint>
#include <vector>

namespace vox
{

/** How many windows a network was asked for, mirror images counted, and for how many its result was at hand. */
struct WindowCounts
{
  std::int64_t asked = 0;
  std::int64_t known = 0;
};

/** A network that computes windows of one value, such as air that normalization has clipped, only once: where every
 * channel of a window holds one value, and a window of the same values, bit for bit, was asked for before, the result
 * of that one is returned again. A network is a function of its window alone, so every result stays what it was. Keeps
 * one result, that of the last values. A window of the smallest noise is computed. */
class ConstantWindows
{
public:
  /** Counts in `counts`, which must outlive this. */
  ConstantWindows(WindowFunction network, WindowCounts & counts);

  /** As the network; the result must not be changed. */
  [[nodiscard]] at::Tensor operator()(const at::Tensor & window);
  /** Lets go of the kept result. */
  void Forget();

private:
  WindowFunction m_Network;
  WindowCounts * m_Counts;
  std::vector<std::uint32_t> m_Values; ///< bits of the value of each channel of the window that m_Result belongs to
  at::Tensor m_Result;
};

} // namespace vox

#endif
