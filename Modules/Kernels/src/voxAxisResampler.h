// SPDX-License-Identifier: Apache-2.0
#ifndef voxAxisResampler_h
#define voxAxisResampler_h

#include "voxAxisTaps.h"
#include "voxSplineLines.h"

#include <cstdint>

namespace vox::kernels
{

/** Resizes lines of one length to another, order 1 or 3; made once per axis, used by many threads. */
class AxisResampler
{
public:
  AxisResampler(std::int64_t inputSize, std::int64_t outputSize, int order);

  [[nodiscard]] std::int64_t
  InputSize() const
  {
    return m_InputSize;
  }
  [[nodiscard]] std::int64_t
  OutputSize() const
  {
    return m_OutputSize;
  }
  /** True if the axis keeps its size: there is nothing to do. */
  [[nodiscard]] bool
  Identity() const
  {
    return m_InputSize == m_OutputSize;
  }

  /** Along the contiguous axis: [rows, InputSize] to [rows, OutputSize]. */
  void AlongRows(const float * input, std::int64_t rows, float * output, const ClipRange & clip) const;
  /** Along the outer axis: [InputSize, rowLength] to [OutputSize, rowLength], columns [first, last). */
  void AlongColumns(const float * input, std::int64_t rowLength, std::int64_t first, std::int64_t last, float * output,
                    const ClipRange & clip) const;

private:
  std::int64_t m_InputSize;
  std::int64_t m_OutputSize;
  int m_Order;
  LinearTaps m_Linear;
  CubicTaps m_Cubic;
};

} // namespace vox::kernels

#endif
