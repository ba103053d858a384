// SPDX-License-Identifier: Apache-2.0
#include "voxSoftmaxSums.h"

#include "voxError.h"
#include "voxSoftmaxPass.h"
#include "voxSumsFunction.h"

namespace vox
{

LossSums
ComputeSoftmaxSums(const LossInput & input, const SoftmaxSumsOptions & options)
{
  using Function = SumsFunction<SoftmaxPass, &SumSoftmax, &SoftmaxGradient>;
  return Function::Of({input.logits, input.labels, input.ignoreLabel, options.squared, options.gamma});
}

at::Tensor
WeighClasses(const at::Tensor & perClass, const std::vector<double> & weights, const char * name)
{
  if (weights.empty())
  {
    return perClass;
  }
  if (static_cast<std::int64_t>(weights.size()) != perClass.size(-1))
  {
    Fail(ErrorKind::Usage, "{}: found {} class weights, expected {}", name, weights.size(), perClass.size(-1));
  }
  return perClass * at::tensor(weights, perClass.options());
}

} // namespace vox
