// SPDX-License-Identifier: Apache-2.0
#ifndef voxTrainOptions_h
#define voxTrainOptions_h

#include "voxAugmentationOptions.h"
#include "voxBatchSampling.h"
#include "voxOptions.h"
#include "voxPredictor.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace vox
{

enum class OptimizerKind
{
  Sgd,  ///< with momentum, Nesterov by default
  Adam, ///< weight decay added to the gradient
  AdamW ///< decoupled weight decay
};
[[nodiscard]] std::span<const EnumName<OptimizerKind>> EnumNames(OptimizerKind);

enum class ScheduleKind
{
  Poly,   ///< (1 - t)^power, set once per epoch as nnU-Net does
  Cosine, ///< half a cosine, set at every iteration
  Constant
};
[[nodiscard]] std::span<const EnumName<ScheduleKind>> EnumNames(ScheduleKind);

/** Which weights a training leaves behind. */
enum class KeptWeights
{
  Last,
  LowestValidationLoss, ///< of all epochs, by the mean over samples; the last ones where nothing is validated
  LowestMeanBatchLoss   ///< likewise, by the mean over batches, whatever their sizes
};
[[nodiscard]] std::span<const EnumName<KeptWeights>> EnumNames(KeptWeights);

/** Weights that learn at a rate of their own, such as a pretrained encoder. */
struct LearningRateGroup
{
  std::string prefix;  ///< of the names of the weights, as "encoder."
  double factor = 1.0; ///< of the learning rate; 0 leaves weights and running statistics of norms as they are
};

template <typename TVisitor>
void
VisitFields(LearningRateGroup & o, TVisitor && visit)
{
  visit("prefix", o.prefix, "of the names of the weights");
  visit("factor", o.factor, "of the learning rate; 0 freezes");
}

struct OptimizerOptions
{
  OptimizerKind kind = OptimizerKind::Sgd;
  double learningRate = 0.01;
  double momentum = 0.99;
  bool nesterov = true;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weightDecay = 3e-5;
  double gradientClip = 12.0; ///< largest norm of all gradients together; 0 leaves them alone
  ScheduleKind schedule = ScheduleKind::Poly;
  double polyPower = 0.9;
  std::int64_t warmupIterations = 0;     ///< linear rise from 0
  std::vector<LearningRateGroup> groups; ///< the first whose prefix fits counts; factor 1 for all others
};

template <typename TVisitor>
void
VisitFields(OptimizerOptions & o, TVisitor && visit)
{
  visit("kind", o.kind, "sgd, adam or adamw");
  visit("learning_rate", o.learningRate, "at the start (after the warm-up)");
  visit("momentum", o.momentum, "of sgd");
  visit("nesterov", o.nesterov, "Nesterov's momentum, for sgd");
  visit("beta1", o.beta1, "of adam and adamw");
  visit("beta2", o.beta2, "of adam and adamw");
  visit("epsilon", o.epsilon, "of adam and adamw");
  visit("weight_decay", o.weightDecay, "on all weights");
  visit("gradient_clip", o.gradientClip, "largest norm of all gradients together; 0 is off");
  visit("schedule", o.schedule, "poly, cosine or constant");
  visit("poly_power", o.polyPower, "exponent of poly");
  visit("warmup_iterations", o.warmupIterations, "linear rise of the learning rate from 0");
  visit("groups", o.groups, "prefixes of weights with a factor of the learning rate each; 0 freezes them");
}

/** How a network is trained. Every default is nnU-Net 2.8.1's (nnUNetTrainer), except that arithmetic is fp32 on CPUs.
 */
struct TrainOptions
{
  std::int64_t seed = 0;
  std::int64_t epochs = 1000;
  std::int64_t iterationsPerEpoch = 250;  ///< given by the number of cases where every case comes once
  std::int64_t validationIterations = 50; ///< likewise
  BatchSampling sampling = BatchSampling::WithReplacement;
  KeptWeights keep = KeptWeights::Last;
  double foregroundFraction = 0.33;
  OptimizerOptions optimizer;
  std::optional<std::string> loss{}; ///< none: chosen by the data set (ChooseLoss)
  /** Of that loss; `batch` follows the plan, `ignore_label` and `regions` the data set unless given. */
  Json lossOptions = Json::object();
  bool deepSupervision = true;
  AugmentationOptions augmentation; ///< of the plan (AugmentationFor) unless given
  double emaDecay = 0.0; ///< moving average of the weights, per iteration; 0 is off, else the average is the model
  Precision precision = Precision::Fp32; ///< of the network; losses, weights and their gradients are float32
  int loaderThreads = 1;
  double checkpointMinutes = 5.0;
  std::vector<double> snapshotMinutes; ///< training minutes at which the model so far is kept as snapshot_<minutes>min
};

template <typename TVisitor>
void
VisitFields(TrainOptions & o, TVisitor && visit)
{
  visit("seed", o.seed, "of weights, patches and augmentation");
  visit("epochs", o.epochs, "of iterations_per_epoch batches");
  visit("iterations_per_epoch", o.iterationsPerEpoch, "batches");
  visit("validation_iterations", o.validationIterations, "batches for the pseudo-Dice after each epoch");
  visit("sampling", o.sampling, "with-replacement, or every-case-once: epochs are then passes over the cases");
  visit("keep", o.keep, "last, lowest-validation-loss or lowest-mean-batch-loss: the weights that become the model");
  visit("foreground_fraction", o.foregroundFraction, "part of each batch that must show foreground");
  visit("optimizer", o.optimizer, "see optimizer.*");
  visit("loss", o.loss, "a name of `voxtome inspect losses`; null: chosen by the data set");
  visit("loss_options", o.lossOptions, "options of that loss");
  visit("deep_supervision", o.deepSupervision, "losses at all decoder stages");
  visit("augmentation", o.augmentation, "see augmentation.*");
  visit("ema_decay", o.emaDecay, "moving average of the weights per iteration; 0 is off");
  visit("precision", o.precision, "fp32, bf16 or auto");
  visit("loader_threads", o.loaderThreads, "threads that prepare batches");
  visit("checkpoint_minutes", o.checkpointMinutes, "between checkpoints");
  visit("snapshot_minutes", o.snapshotMinutes, "training minutes at which the model so far is kept");
}

/** Throws Error(Usage) for a value out of range, naming its key. */
void Validate(const TrainOptions & options);

} // namespace vox

#endif
