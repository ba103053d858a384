// SPDX-License-Identifier: Apache-2.0
#ifndef voxOptimizer_h
#define voxOptimizer_h

#include "voxTrainOptions.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace vox
{

/** Updates weights from their gradients: SGD with (Nesterov) momentum, Adam, AdamW, each equal to torch.optim's of the
 * same name. Its state can be saved and restored bit for bit. Sources: Sutskever et al. 2013 (momentum as in PyTorch);
 * Kingma and Ba 2015, arXiv 1412.6980; Loshchilov and Hutter 2019, arXiv 1711.05101. */
class Optimizer
{
public:
  /** The weights are shared, not copied; the names key the saved state. Those that require no gradient are left out. */
  Optimizer(std::vector<std::pair<std::string, at::Tensor>> parameters, const OptimizerOptions & options);

  /** Clips the norm of all gradients together, updates the weights with this rate, clears the gradients. A weight
   * without a gradient (an unused head) is left alone. Returns the norm before clipping. */
  double Step(double learningRate);

  /** Momentum buffers and counters, for a checkpoint. */
  [[nodiscard]] std::map<std::string, at::Tensor> State() const;
  /** Throws Error(BadModel) that begins with `where` when the state is of another optimizer or network. */
  void LoadState(const std::map<std::string, at::Tensor> & state, const std::string & where);

private:
  struct Slot
  {
    std::string name;
    at::Tensor weight;
    double factor;     ///< of the learning rate
    at::Tensor first;  ///< momentum buffer, or mean of the gradient
    at::Tensor second; ///< mean of its square, for Adam and AdamW
  };

  void StepSgd(Slot & slot, at::Tensor gradient, double learningRate) const;
  void StepAdam(Slot & slot, at::Tensor gradient, double learningRate) const;

  std::vector<Slot> m_Slots;
  OptimizerOptions m_Options;
  std::int64_t m_Steps = 0;
};

} // namespace vox

#endif
