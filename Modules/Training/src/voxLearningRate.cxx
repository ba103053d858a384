// SPDX-License-Identifier: Apache-2.0
#include "voxLearningRate.h"

#include <cmath>
#include <numbers>

namespace vox
{

double
LearningRate(const TrainOptions & options, std::int64_t iteration)
{
  const OptimizerOptions & optimizer = options.optimizer;
  const std::int64_t warmup = optimizer.warmupIterations;
  if (iteration < warmup)
  {
    return optimizer.learningRate * static_cast<double>(iteration + 1) / static_cast<double>(warmup);
  }
  switch (optimizer.schedule)
  {
  case ScheduleKind::Poly:
  {
    const auto epoch = static_cast<double>(iteration / options.iterationsPerEpoch);
    return optimizer.learningRate * std::pow(1.0 - epoch / static_cast<double>(options.epochs), optimizer.polyPower);
  }
  case ScheduleKind::Cosine:
  {
    const auto total = static_cast<double>(options.epochs * options.iterationsPerEpoch - warmup);
    const double part = static_cast<double>(iteration - warmup) / total;
    return optimizer.learningRate * 0.5 * (1.0 + std::cos(std::numbers::pi * part));
  }
  case ScheduleKind::Constant:
    break;
  }
  return optimizer.learningRate;
}

} // namespace vox
