// SPDX-License-Identifier: Apache-2.0
#include "voxOptimizer.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>

namespace vox
{
namespace
{

constexpr const char * kSteps = "steps";
constexpr const char * kFirst = "first/";
constexpr const char * kSecond = "second/";

double
FactorOf(const std::string & name, const std::vector<LearningRateGroup> & groups)
{
  const auto group =
      std::ranges::find_if(groups, [&](const LearningRateGroup & g) { return name.starts_with(g.prefix); });
  return group == groups.end() ? 1.0 : group->factor;
}

} // namespace

Optimizer::Optimizer(std::vector<std::pair<std::string, at::Tensor>> parameters, const OptimizerOptions & options)
    : m_Options(options)
{
  for (auto & [name, weight] : parameters)
  {
    if (!weight.requires_grad())
    {
      continue;
    }
    const double factor = FactorOf(name, options.groups);
    Slot slot{std::move(name), std::move(weight), factor, {}, {}};
    slot.first = at::zeros_like(slot.weight.detach());
    if (options.kind != OptimizerKind::Sgd)
    {
      slot.second = at::zeros_like(slot.first);
    }
    m_Slots.push_back(std::move(slot));
  }
}

double
Optimizer::Step(double learningRate)
{
  const at::NoGradGuard noGrad;
  double squaredNorm = 0.0;
  for (const Slot & slot : m_Slots)
  {
    if (slot.weight.grad().defined())
    {
      const double norm = slot.weight.grad().norm().item<double>();
      squaredNorm += norm * norm;
    }
  }
  const double norm = std::sqrt(squaredNorm);
  // The small constant is torch.nn.utils.clip_grad_norm_'s.
  const double scale = m_Options.gradientClip > 0.0 ? std::min(1.0, m_Options.gradientClip / (norm + 1e-6)) : 1.0;

  ++m_Steps;
  for (Slot & slot : m_Slots)
  {
    at::Tensor gradient = slot.weight.grad();
    if (!gradient.defined())
    {
      continue;
    }
    if (scale < 1.0)
    {
      gradient.mul_(scale);
    }
    const double rate = learningRate * slot.factor;
    m_Options.kind == OptimizerKind::Sgd ? StepSgd(slot, gradient, rate) : StepAdam(slot, gradient, rate);
    slot.weight.mutable_grad().reset();
  }
  return norm;
}

void
Optimizer::StepSgd(Slot & slot, at::Tensor gradient, double learningRate) const
{
  if (m_Options.weightDecay > 0.0)
  {
    gradient = gradient.add(slot.weight, m_Options.weightDecay);
  }
  // The buffer starts at zero, so the first step leaves the plain gradient in it, as torch.optim.SGD does.
  slot.first.mul_(m_Options.momentum).add_(gradient);
  const at::Tensor update = m_Options.nesterov ? gradient.add(slot.first, m_Options.momentum) : slot.first;
  slot.weight.add_(update, -learningRate);
}

void
Optimizer::StepAdam(Slot & slot, at::Tensor gradient, double learningRate) const
{
  if (m_Options.kind == OptimizerKind::AdamW)
  {
    slot.weight.mul_(1.0 - learningRate * m_Options.weightDecay);
  }
  else if (m_Options.weightDecay > 0.0)
  {
    gradient = gradient.add(slot.weight, m_Options.weightDecay);
  }
  slot.first.mul_(m_Options.beta1).add_(gradient, 1.0 - m_Options.beta1);
  slot.second.mul_(m_Options.beta2).addcmul_(gradient, gradient, 1.0 - m_Options.beta2);
  const auto steps = static_cast<double>(m_Steps);
  const double firstCorrection = 1.0 - std::pow(m_Options.beta1, steps);
  const double secondCorrection = 1.0 - std::pow(m_Options.beta2, steps);
  const at::Tensor denominator = slot.second.sqrt().div_(std::sqrt(secondCorrection)).add_(m_Options.epsilon);
  slot.weight.addcdiv_(slot.first, denominator, -learningRate / firstCorrection);
}

std::map<std::string, at::Tensor>
Optimizer::State() const
{
  std::map<std::string, at::Tensor> state{{kSteps, at::full({1}, m_Steps, at::kLong)}};
  for (const Slot & slot : m_Slots)
  {
    state[kFirst + slot.name] = slot.first;
    if (slot.second.defined())
    {
      state[kSecond + slot.name] = slot.second;
    }
  }
  return state;
}

void
Optimizer::LoadState(const std::map<std::string, at::Tensor> & state, const std::string & where)
{
  const at::NoGradGuard noGrad;
  const auto restore = [&](const std::string & key, at::Tensor & target) {
    const auto found = state.find(key);
    if (found == state.end() || found->second.sizes() != target.sizes())
    {
      Fail(ErrorKind::BadModel, "{}: optimizer state '{}' is missing or has another shape; it belongs to another run",
           where, key);
    }
    target.copy_(found->second);
  };
  at::Tensor steps = at::zeros({1}, at::kLong);
  restore(kSteps, steps);
  m_Steps = steps.item<std::int64_t>();
  std::size_t expected = 1;
  for (Slot & slot : m_Slots)
  {
    restore(kFirst + slot.name, slot.first);
    ++expected;
    if (slot.second.defined())
    {
      restore(kSecond + slot.name, slot.second);
      ++expected;
    }
  }
  if (state.size() != expected)
  {
    Fail(ErrorKind::BadModel, "{}: {} optimizer tensors, expected {}; it belongs to another optimizer", where,
         state.size(), expected);
  }
}

} // namespace vox
