// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxBatchNorm.h"

#include "Blocks/voxNormActivation.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>

namespace vox
{
namespace
{

/** Features of a batch as those of one sample, whose instance norm is the batch norm: a view of [N, C, (D,) H, W] in
 * channels-last order as [1, C, N H, W] or [1, C, N D, H, W]. */
at::Tensor
AsOneSample(const at::Tensor & features)
{
  const at::Tensor channelsBehind = features.movedim(1, -1);
  std::vector<std::int64_t> sizes = channelsBehind.sizes().vec();
  sizes[1] *= sizes[0];
  sizes[0] = 1;
  return channelsBehind.view(sizes).movedim(-1, 1);
}

at::Tensor
AsBatch(const at::Tensor & features, at::IntArrayRef sizes)
{
  const at::Tensor channelsBehind = features.movedim(1, -1);
  std::vector<std::int64_t> target{sizes[0]};
  target.insert(target.end(), sizes.begin() + 2, sizes.end());
  target.push_back(sizes[1]);
  return channelsBehind.view(target).movedim(-1, 1);
}

} // namespace

BatchNorm::BatchNorm(std::int64_t channels, double eps, double momentum)
    : m_Weight(register_parameter("weight", at::empty({channels}))),
      m_Bias(register_parameter("bias", at::empty({channels}))),
      m_RunningMean(register_buffer("running_mean", at::zeros({channels}))),
      m_RunningVariance(register_buffer("running_var", at::ones({channels}))),
      m_Eps(eps),
      m_Momentum(momentum)
{}

at::Tensor
BatchNorm::Train(const ConvolvedFeatures & convolved, const at::Tensor & residual, double negativeSlope) const
{
  const at::Tensor & input = convolved.features;
  ConvolvedFeatures merged{AsOneSample(input), {}};
  if (convolved.rowMoments.defined())
  {
    merged.rowMoments = convolved.rowMoments.flatten(0, 1).unsqueeze(0);
  }
  const NormedFeatures normed = NormActivation(merged, residual.defined() ? AsOneSample(residual) : residual,
                                               {m_Weight, m_Bias, m_Eps}, negativeSlope);
  const at::Tensor output = AsBatch(normed.features, input.sizes());
  const at::NoGradGuard noGrad;
  const auto values = static_cast<double>(input.numel() / input.size(1));
  const at::Tensor variance = normed.inverseDeviation[0].to(at::kDouble).pow(-2.0) - m_Eps;
  m_RunningMean.lerp_(normed.mean[0], m_Momentum);
  m_RunningVariance.lerp_((variance * (values / std::max(values - 1.0, 1.0))).to(at::kFloat), m_Momentum);
  return output;
}

at::Tensor
BatchNorm::Compute(const ConvolvedFeatures & convolved, const at::Tensor & residual, double negativeSlope,
                   bool mayOverwrite) const
{
  const at::Tensor & input = convolved.features;
  if (!at::GradMode::is_enabled() && !is_training() && TakesNormActivation(input))
  {
    const at::Tensor inverseDeviation = at::rsqrt(m_RunningVariance + m_Eps);
    return PredictScaled(input, residual, m_RunningMean, inverseDeviation, {m_Weight, m_Bias, m_Eps}, negativeSlope,
                         {.type = PredictionTypeOf(input), .mayOverwrite = mayOverwrite});
  }
  if (at::GradMode::is_enabled() && is_training() && TakesNormActivation(input) &&
      (!residual.defined() || TakesNormActivation(residual)))
  {
    return Train(convolved, residual, negativeSlope);
  }
  return AddAndActivate(at::batch_norm(input, m_Weight, m_Bias, m_RunningMean, m_RunningVariance, is_training(),
                                       m_Momentum, m_Eps, false),
                        residual, negativeSlope);
}

} // namespace vox
