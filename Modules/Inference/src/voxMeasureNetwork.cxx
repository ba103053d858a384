// SPDX-License-Identifier: Apache-2.0
#include "voxMeasureNetwork.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <c10/core/Allocator.h>
#include <c10/util/ThreadLocalDebugInfo.h>

#include <algorithm>
#include <cmath>
#include <memory>

namespace vox
{
namespace
{

/** Winograd's layers keep up to 3.6 times their weights besides. */
constexpr double kPreparedWeights = 3.6;

/** Follows what this thread allocates for tensors. */
class PeakMemory : public c10::MemoryReportingInfoBase
{
public:
  void
  reportMemoryUsage(void * /*pointer*/, std::int64_t bytes, std::size_t /*allocated*/, std::size_t /*reserved*/,
                    c10::Device /*device*/) override
  {
    m_Now += bytes;
    m_Peak = std::max(m_Peak, m_Now);
  }
  bool
  memoryProfilingEnabled() const override
  {
    return true;
  }
  [[nodiscard]] std::int64_t
  Bytes() const
  {
    return m_Peak;
  }

private:
  std::int64_t m_Now = 0;
  std::int64_t m_Peak = 0;
};

Zyx<std::int64_t>
HalfOf(const Zyx<std::int64_t> & size, const NetworkSizes & sizes, int dimensions)
{
  Zyx<std::int64_t> half = size;
  for (std::size_t axis = dimensions == 2 ? 1 : 0; axis < 3; ++axis)
  {
    half[axis] = std::min(size[axis], sizes.axes[axis].Nearest((size[axis] + 1) / 2).back());
  }
  return half;
}

} // namespace

MeasuredMemory
MeasureNetwork(Network & network, const Zyx<std::int64_t> & windowSize)
{
  const at::NoGradGuard noGrad;
  const NetworkDefinition & definition = network.Definition();
  const Zyx<std::int64_t> size = HalfOf(windowSize, network.Sizes(), definition.Dimensions());
  const at::Tensor window = at::zeros({1, definition.InputChannels(), size.z, size.y, size.x});
  const auto peak = std::make_shared<PeakMemory>();
  MeasuredMemory measured;
  {
    const c10::DebugInfoGuard guard(c10::DebugInfoKind::PROFILER_STATE, peak);
    measured.lastFeatureBytes = static_cast<std::int64_t>(network.Features(window).nbytes());
  }
  const double growth = static_cast<double>(Product(windowSize)) / static_cast<double>(Product(size));
  const auto scaled = [growth](std::int64_t bytes) {
    return static_cast<std::int64_t>(std::ceil(static_cast<double>(bytes) * growth));
  };
  measured.activationBytes = scaled(peak->Bytes());
  measured.lastFeatureBytes = scaled(measured.lastFeatureBytes);
  std::int64_t weights = 0;
  for (const auto & [name, tensor] : network.Parameters())
  {
    weights += static_cast<std::int64_t>(tensor.nbytes());
  }
  measured.weightBytes = static_cast<std::int64_t>(static_cast<double>(weights) * (1.0 + kPreparedWeights));
  return measured;
}

} // namespace vox
