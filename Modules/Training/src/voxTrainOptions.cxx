// SPDX-License-Identifier: Apache-2.0
#include "voxTrainOptions.h"

#include <array>
#include <cmath>

namespace vox
{

std::span<const EnumName<OptimizerKind>>
EnumNames(OptimizerKind)
{
  static constexpr std::array<EnumName<OptimizerKind>, 3> names{
      {{OptimizerKind::Sgd, "sgd"}, {OptimizerKind::Adam, "adam"}, {OptimizerKind::AdamW, "adamw"}}};
  return names;
}

std::span<const EnumName<ScheduleKind>>
EnumNames(ScheduleKind)
{
  static constexpr std::array<EnumName<ScheduleKind>, 3> names{
      {{ScheduleKind::Poly, "poly"}, {ScheduleKind::Cosine, "cosine"}, {ScheduleKind::Constant, "constant"}}};
  return names;
}

std::span<const EnumName<KeptWeights>>
EnumNames(KeptWeights)
{
  static constexpr EnumName<KeptWeights> names[] = {{KeptWeights::Last, "last"},
                                                    {KeptWeights::LowestValidationLoss, "lowest-validation-loss"},
                                                    {KeptWeights::LowestMeanBatchLoss, "lowest-mean-batch-loss"}};
  return names;
}

void
Validate(const TrainOptions & options)
{
  const auto require = [](bool good, std::string_view key, double found, std::string_view expected) {
    if (!good)
    {
      Fail(ErrorKind::Usage, "training options: {} is {}, expected {}", key, found, expected);
    }
  };
  const auto count = [&](std::int64_t value, std::int64_t least, std::string_view key) {
    require(value >= least, key, static_cast<double>(value), fmt::format("a whole number of at least {}", least));
  };
  const auto within = [&](double value, double low, double high, std::string_view key) {
    require(value >= low && value <= high, key, value, fmt::format("{} to {}", low, high));
  };
  count(options.seed, 0, "seed");
  count(options.epochs, 1, "epochs");
  count(options.iterationsPerEpoch, 1, "iterations_per_epoch");
  count(options.validationIterations, 0, "validation_iterations");
  count(options.loaderThreads, 1, "loader_threads");
  within(options.foregroundFraction, 0.0, 1.0, "foreground_fraction");
  require(options.emaDecay >= 0.0 && options.emaDecay < 1.0, "ema_decay", options.emaDecay,
          "0 (off) or a value below 1");
  require(options.checkpointMinutes > 0.0, "checkpoint_minutes", options.checkpointMinutes, "a positive number");

  const OptimizerOptions & optimizer = options.optimizer;
  require(optimizer.learningRate > 0.0 && std::isfinite(optimizer.learningRate), "optimizer.learning_rate",
          optimizer.learningRate, "a positive number");
  for (const LearningRateGroup & group : optimizer.groups)
  {
    require(group.factor >= 0.0 && std::isfinite(group.factor), "optimizer.groups: factor", group.factor, "0 or more");
  }
  require(optimizer.weightDecay >= 0.0, "optimizer.weight_decay", optimizer.weightDecay, "0 or more");
  require(optimizer.gradientClip >= 0.0, "optimizer.gradient_clip", optimizer.gradientClip, "0 (off) or more");
  require(optimizer.momentum >= 0.0 && optimizer.momentum < 1.0, "optimizer.momentum", optimizer.momentum,
          "0 to below 1");
  require(optimizer.beta1 >= 0.0 && optimizer.beta1 < 1.0, "optimizer.beta1", optimizer.beta1, "0 to below 1");
  require(optimizer.beta2 >= 0.0 && optimizer.beta2 < 1.0, "optimizer.beta2", optimizer.beta2, "0 to below 1");
  require(optimizer.epsilon > 0.0, "optimizer.epsilon", optimizer.epsilon, "a positive number");
  count(optimizer.warmupIterations, 0, "optimizer.warmup_iterations");
}

} // namespace vox
