// SPDX-License-Identifier: Apache-2.0
#ifndef voxBatchLoader_h
#define voxBatchLoader_h

#include "voxAugmentationOptions.h"
#include "voxBatchSampling.h"
#include "voxCaseFile.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace vox
{

struct Batch
{
  at::Tensor images; ///< float32 [N, C + F, D, H, W] with F channels of the stage before, 0 without a cascade
  at::Tensor labels; ///< int64 [N, D, H, W]
  /** What options.derive made of the labels of each sample, joined along the first axis. */
  std::vector<at::Tensor> derived;
  std::vector<std::string> cases;
};

/** Tensors [1, ...] made of the labels [1, D, H, W] of one sample, in the same number, shapes and types for each. */
using DeriveFunction = std::function<std::vector<at::Tensor>(const at::Tensor & labels)>;

struct BatchLoaderOptions
{
  Zyx<std::int64_t> patchSize{1, 1, 1};
  std::int64_t batchSize = 2;
  BatchSampling sampling = BatchSampling::WithReplacement;
  double foregroundFraction = 0.33;
  AugmentationOptions augmentation;
  std::vector<std::int64_t> previousStageLabels; ///< each a channel after those of the image; empty: no cascade
  bool training = true;                          ///< false: patches without augmentation
  DeriveFunction derive;                         ///< called by the threads, after the augmentation; empty: nothing
  std::uint64_t seed = 0;
  int threads = 1;
  std::size_t queueLength = 4; ///< batches ready at the most
};

/** Batches made ahead of time by threads. Batch b is a pure function of (seed, b): the same for any number of threads
 * and after a resume at b. Each sample draws its case uniformly with replacement from Random(seed, { b, sample }), or
 * takes its place in the epoch's order, shuffled by the seed, in training, and that of the list otherwise; the
 * last `foregroundFraction` of a batch are centred on foreground. Label -1 is 0 in the batch. In training the channels
 * of the stage before are disturbed (DisturbPreviousStage). The first exception of a thread, in order of the batches,
 * is rethrown by Next() as an Error that names the case; batches before it are delivered. Next() belongs to one thread
 * at a time. */
class BatchLoader
{
public:
  /** Starts the threads; the first batch is `firstBatch`. Cases are shared, not copied. Throws Error(Usage) for options
   * out of range and Error(BadInput), naming the case, for one of wrong types, shapes or number of channels, for one
   * without the labels of the stage before where `previousStageLabels` asks for them or with them where it does not,
   * and for one unlike the first in having annotated locations or not. */
  BatchLoader(std::vector<TrainingCase> cases, const BatchLoaderOptions & options, std::int64_t firstBatch = 0);
  ~BatchLoader();
  BatchLoader(const BatchLoader &) = delete;
  BatchLoader & operator=(const BatchLoader &) = delete;

  /** The next batch in order; waits for it. After an error each call throws that error. */
  [[nodiscard]] Batch Next();
  /** Seconds that Next() has waited in total: the loader is the bottleneck when this grows. */
  [[nodiscard]] double WaitedSeconds() const;
  /** Batches that are ready now, at most `queueLength`. */
  [[nodiscard]] std::size_t ReadyCount() const;

private:
  struct Implementation;
  std::unique_ptr<Implementation> m_Implementation;
};

} // namespace vox

#endif
