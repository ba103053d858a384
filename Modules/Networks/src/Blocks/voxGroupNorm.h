// SPDX-License-Identifier: Apache-2.0
#ifndef voxGroupNorm_h
#define voxGroupNorm_h

#include "Blocks/voxNorm.h"

namespace vox
{

/** Group normalization over the spatial axes and the channels of each group (Wu and He 2018, arXiv 1803.08494).
 * Parameters: weight, bias [C]. */
class GroupNorm : public Norm
{
public:
  GroupNorm(std::int64_t channels, std::int64_t groups, double eps = 1e-5);

protected:
  [[nodiscard]] at::Tensor Compute(const ConvolvedFeatures & convolved, const at::Tensor & residual,
                                   double negativeSlope, bool mayOverwrite) const override;

private:
  at::Tensor m_Weight;
  at::Tensor m_Bias;
  std::int64_t m_Groups;
  double m_Eps;
};

} // namespace vox

#endif
