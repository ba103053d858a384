// SPDX-License-Identifier: Apache-2.0
#include "voxFiniteFeatures.h"

#include "voxAllFinite.h"
#include "voxError.h"
#include "voxWindows.h"

#include <ATen/ATen.h>

#include <fmt/ranges.h>

namespace vox
{
namespace
{

/** Features as they lie in memory with channels last, [D, H, W, C]. */
at::Tensor
ChannelsLast(const at::Tensor & features)
{
  const at::Tensor known = features.scalar_type() == at::kBFloat16 ? features : features.to(at::kFloat);
  return known[0].permute({1, 2, 3, 0}).contiguous();
}

bool
IsFinite(const at::Tensor & features, int threads)
{
  if (!features.is_cpu())
  {
    return features.isfinite().all().item<bool>();
  }
  return features.scalar_type() == at::kFloat
             ? kernels::AllFinite(features.const_data_ptr<float>(), features.numel(), threads)
             : kernels::AllFinite(static_cast<const std::uint16_t *>(features.const_data_ptr()), features.numel(),
                                  threads);
}

/** ChannelsLast of features that fit the network and have this size. */
at::Tensor
Checked(const FeatureNetwork & network, const at::Tensor & features, const at::Tensor & window,
        const Zyx<std::int64_t> & size)
{
  const std::int64_t channels = network.head.weight.size(1);
  if (features.dim() != 5 || features.size(0) != 1 || features.size(1) != channels ||
      features.sizes().slice(2) != at::IntArrayRef({size.z, size.y, size.x}))
  {
    Fail(ErrorKind::Internal, "the network returned [{}] for a window of [{}], expected {} features of {} x {} x {}",
         fmt::join(features.sizes(), ", "), fmt::join(window.sizes(), ", "), channels, size.z, size.y, size.x);
  }
  return ChannelsLast(features);
}

} // namespace

at::Tensor
FiniteFeatures::Compute(const FeatureNetwork & network, const at::Tensor & window, const Zyx<std::int64_t> & size,
                        const Zyx<std::int64_t> & origin)
{
  ++m_Computed;
  at::Tensor features = Checked(network, network.features(window), window, size);
  if (IsFinite(features, m_Threads))
  {
    return features;
  }
  if (network.preciseFeatures)
  {
    ++m_Repeated;
    features = Checked(network, network.preciseFeatures(window), window, size);
  }
  if (!network.preciseFeatures || !IsFinite(features, m_Threads))
  {
    RefuseWindow(origin);
  }
  return features;
}

void
FiniteFeatures::LogRepeated(const RunContext & context) const
{
  if (m_Repeated > 0)
  {
    context.Log(LogLevel::Warning,
                fmt::format("{} of {} windows gave NaN or infinity in bf16 and were computed again in fp32", m_Repeated,
                            m_Computed));
  }
}

} // namespace vox
