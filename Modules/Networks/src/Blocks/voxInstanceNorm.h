// SPDX-License-Identifier: Apache-2.0
#ifndef voxInstanceNorm_h
#define voxInstanceNorm_h

#include "Blocks/voxNorm.h"

namespace vox
{

/** Instance normalization over the spatial axes of each sample and channel, without running statistics (Ulyanov et al.
 * 2016, arXiv 1607.08022). Parameters: weight, bias [C] if affine. */
class InstanceNorm : public Norm
{
public:
  explicit InstanceNorm(std::int64_t channels, bool affine = true, double eps = 1e-5);

protected:
  [[nodiscard]] at::Tensor Compute(const ConvolvedFeatures & convolved, const at::Tensor & residual,
                                   double negativeSlope, bool mayOverwrite) const override;

private:
  at::Tensor m_Weight;
  at::Tensor m_Bias;
  double m_Eps;
};

} // namespace vox

#endif
