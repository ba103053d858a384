// SPDX-License-Identifier: Apache-2.0
#include "voxBatchLoader.h"

#include "voxAugment.h"
#include "voxBatchChecks.h"
#include "voxBatchSample.h"
#include "voxError.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <limits>
#include <mutex>
#include <optional>
#include <thread>

namespace vox
{

namespace
{
constexpr std::int64_t noBatch = -1;

/** A batch in the making, or ready. */
struct Slot
{
  std::int64_t index = noBatch;
  std::int64_t pending = 0; ///< samples not yet finished
  Batch batch;
  std::vector<std::vector<at::Tensor>> derived; ///< of each sample
  std::optional<Error> error;                   ///< of the first sample that failed, by position in the batch
  std::int64_t failedSample = std::numeric_limits<std::int64_t>::max();
};
} // namespace

/** Threads claim samples in order of batch and position; batch b is made in slot b modulo the queue length, so at most
 * that many batches exist at a time. Samples write to disjoint parts of their slot without the lock. */
struct BatchLoader::Implementation
{
  Implementation(std::vector<TrainingCase> allCases, const BatchLoaderOptions & allOptions, std::int64_t firstBatch)
      : options(allOptions),
        cases(std::move(allCases)),
        loadSize(allOptions.training ? LoadSize(allOptions.patchSize, allOptions.augmentation) : allOptions.patchSize),
        slots(allOptions.queueLength),
        delivered(firstBatch),
        claimedBatch(firstBatch)
  {}

  ~Implementation()
  {
    {
      const std::lock_guard lock(mutex);
      stopping = true;
    }
    workAvailable.notify_all();
    for (std::thread & thread : threads)
    {
      thread.join();
    }
  }

  [[nodiscard]] Slot &
  SlotOf(std::int64_t batch)
  {
    return slots[static_cast<std::size_t>(batch) % slots.size()];
  }

  [[nodiscard]] bool
  MayClaim() const
  {
    return claimedBatch < delivered + static_cast<std::int64_t>(slots.size()) && claimedBatch <= failedBatch;
  }

  /** Requires the lock. */
  void
  OpenSlot(Slot & slot, std::int64_t index)
  {
    const Zyx<std::int64_t> & size = options.patchSize;
    slot = Slot{};
    slot.index = index;
    const std::int64_t samples = SamplesOf(cases.size(), options, index);
    slot.pending = samples;
    slot.batch.cases.resize(static_cast<std::size_t>(samples));
    slot.derived.resize(static_cast<std::size_t>(samples));
    const std::int64_t channels = cases.front().image.size(0) + std::ssize(options.previousStageLabels);
    slot.batch.images = at::empty({samples, channels, size.z, size.y, size.x}, at::kFloat);
    slot.batch.labels = at::empty({samples, size.z, size.y, size.x}, at::kLong);
  }

  void
  Work()
  {
    std::unique_lock lock(mutex);
    for (;;)
    {
      workAvailable.wait(lock, [this] { return stopping || MayClaim(); });
      if (stopping)
      {
        return;
      }
      const std::int64_t index = claimedBatch;
      const std::int64_t sample = claimedSample;
      Slot & slot = SlotOf(index);
      claimedSample = (sample + 1) % SamplesOf(cases.size(), options, index);
      claimedBatch += claimedSample == 0 ? 1 : 0;
      std::exception_ptr exception;
      try
      {
        if (sample == 0)
        {
          OpenSlot(slot, index);
        }
        lock.unlock();
        MakeSample(cases, options, loadSize, index, sample, slot.batch);
        slot.derived[static_cast<std::size_t>(sample)] = DeriveSample(options, sample, slot.batch);
      }
      catch (...)
      {
        exception = std::current_exception();
      }
      if (!lock.owns_lock())
      {
        lock.lock();
      }

      if (exception && sample < slot.failedSample)
      {
        slot.failedSample = sample;
        slot.error = ErrorOfCase(slot.batch.cases[static_cast<std::size_t>(sample)], exception);
        failedBatch = std::min(failedBatch, index);
      }
      if (--slot.pending == 0)
      {
        batchReady.notify_all();
      }
    }
  }

  const BatchLoaderOptions options;
  const std::vector<TrainingCase> cases;
  const Zyx<std::int64_t> loadSize;

  mutable std::mutex mutex; ///< guards all below
  std::condition_variable workAvailable;
  std::condition_variable batchReady;
  std::vector<Slot> slots;
  std::int64_t delivered;    ///< the batch that Next() gives next
  std::int64_t claimedBatch; ///< the next sample to make
  std::int64_t claimedSample = 0;
  std::int64_t failedBatch = std::numeric_limits<std::int64_t>::max();
  bool stopping = false;
  double waitedSeconds = 0.0;
  std::vector<std::thread> threads;
};

BatchLoader::BatchLoader(std::vector<TrainingCase> cases, const BatchLoaderOptions & options, std::int64_t firstBatch)
{
  RequireOptions(options);
  RequireCases(cases, options);
  if (firstBatch < 0)
  {
    Fail(ErrorKind::Usage, "batch loader: first batch: found {}, expected at least 0", firstBatch);
  }
  m_Implementation = std::make_unique<Implementation>(std::move(cases), options, firstBatch);
  for (int thread = 0; thread < options.threads; ++thread)
  {
    m_Implementation->threads.emplace_back([implementation = m_Implementation.get()] { implementation->Work(); });
  }
}

BatchLoader::~BatchLoader() = default;

Batch
BatchLoader::Next()
{
  Implementation & loader = *m_Implementation;
  std::unique_lock lock(loader.mutex);
  Slot & slot = loader.SlotOf(loader.delivered);
  const auto begin = std::chrono::steady_clock::now();
  loader.batchReady.wait(lock, [&] { return slot.index == loader.delivered && slot.pending == 0; });
  loader.waitedSeconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  if (slot.error)
  {
    throw *slot.error;
  }
  Batch batch = std::move(slot.batch);
  const std::vector<std::vector<at::Tensor>> derived = std::move(slot.derived);
  slot = Slot{};
  ++loader.delivered;
  lock.unlock();
  loader.workAvailable.notify_all();
  batch.derived = JoinDerived(derived);
  return batch;
}

double
BatchLoader::WaitedSeconds() const
{
  const std::lock_guard lock(m_Implementation->mutex);
  return m_Implementation->waitedSeconds;
}

std::size_t
BatchLoader::ReadyCount() const
{
  const std::lock_guard lock(m_Implementation->mutex);
  const auto & slots = m_Implementation->slots;
  return static_cast<std::size_t>(std::count_if(
      slots.begin(), slots.end(), [](const Slot & slot) { return slot.index != noBatch && slot.pending == 0; }));
}

} // namespace vox
