// SPDX-License-Identifier: Apache-2.0
#ifndef voxBatchNorm_h
#define voxBatchNorm_h

#include "Blocks/voxNorm.h"

namespace vox
{

/** Batch normalization (Ioffe and Szegedy 2015, arXiv 1502.03167): in training by the statistics of the batch, which
 * the running ones follow; in evaluation by the running ones. Parameters: weight, bias [C]; buffers: running_mean,
 * running_var [C], which begin at 0 and 1. `momentum` is the part of a batch in the running statistics, as in torch (1
 * minus Keras's). */
class BatchNorm : public Norm
{
public:
  explicit BatchNorm(std::int64_t channels, double eps = 1e-5, double momentum = 0.1);

protected:
  [[nodiscard]] at::Tensor Compute(const ConvolvedFeatures & convolved, const at::Tensor & residual,
                                   double negativeSlope, bool mayOverwrite) const override;

private:
  [[nodiscard]] at::Tensor Train(const ConvolvedFeatures & convolved, const at::Tensor & residual,
                                 double negativeSlope) const;

  at::Tensor m_Weight;
  at::Tensor m_Bias;
  at::Tensor m_RunningMean;
  at::Tensor m_RunningVariance;
  double m_Eps;
  double m_Momentum;
};

} // namespace vox

#endif
