// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxTimedLayer.h"

#include <utility>

namespace vox
{

void
TimedLayer::SetTime(std::shared_ptr<LayerTime> time)
{
  m_Time = std::move(time);
}

void
TimedLayer::Add(Clock::duration duration, const Work & work) const
{
  ++m_Time->calls;
  m_Time->kernel = work.kernel;
  m_Time->seconds += std::chrono::duration<double>(duration).count();
  m_Time->multiplyAdds += static_cast<double>(work.output.numel()) * work.multiplyAddsPerValue;
  m_Time->outputValues += static_cast<double>(work.output.numel());
  m_Time->outputShape = work.output.sizes().vec();
}

} // namespace vox
