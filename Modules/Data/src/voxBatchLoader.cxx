// SPDX-License-Identifier: Apache-2.0
#include "voxBatchLoader.h"

#include "voxError.h"
#include "voxPatchSampler.h"

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
/** The error that Next() throws for anything thrown while a sample of this case was made. */
Error
ErrorOfCase(const std::string & name, const std::exception_ptr & exception)
{
  try
  {
    std::rethrow_exception(exception);
  }
  catch (const Error & error)
  {
    return Error(error.Kind(), fmt::format("case {}: {}", name, error.what()));
  }
  catch (const std::bad_alloc &)
  {
    return Error(ErrorKind::Resource,
                 fmt::format("case {}: out of memory while making a patch; use fewer loader threads", name));
  }
  catch (const std::exception & error)
  {
    return Error(ErrorKind::Internal, fmt::format("case {}: {}", name, error.what()));
  }
}

void
RequireOptions(const BatchLoaderOptions & options)
{
  const auto require = [](std::string_view name, std::int64_t found) {
    if (found < 1)
    {
      Fail(ErrorKind::Usage, "batch loader: {}: found {}, expected at least 1", name, found);
    }
  };
  require("patch_size (z)", options.patchSize.z);
  require("patch_size (y)", options.patchSize.y);
  require("patch_size (x)", options.patchSize.x);
  require("batch_size", options.batchSize);
  require("threads", options.threads);
  require("queue_length", static_cast<std::int64_t>(options.queueLength));
  if (!(options.foregroundFraction >= 0.0 && options.foregroundFraction <= 1.0))
  {
    Fail(ErrorKind::Usage, "batch loader: foreground_fraction: found {}, expected a number from 0 to 1",
         options.foregroundFraction);
  }
  Validate(options.augmentation);
}

/** A bad case is found before the training starts, not in the middle of it. */
void
RequireCases(const std::vector<TrainingCase> & cases)
{
  if (cases.empty())
  {
    Fail(ErrorKind::BadInput, "batch loader: found no cases, expected at least one");
  }
  for (const TrainingCase & trainingCase : cases)
  {
    try
    {
      RequireTrainingCase(trainingCase);
    }
    catch (const Error &)
    {
      throw ErrorOfCase(trainingCase.name, std::current_exception());
    }
    if (trainingCase.image.size(0) != cases.front().image.size(0))
    {
      Fail(ErrorKind::BadInput, "case {}: found {} channels, expected {} as in case {}", trainingCase.name,
           trainingCase.image.size(0), cases.front().image.size(0), cases.front().name);
    }
  }
}

constexpr std::int64_t noBatch = -1;

/** A batch in the making, or ready. */
struct Slot
{
  std::int64_t index = noBatch;
  std::int64_t pending = 0; ///< samples not yet finished
  Batch batch;
  std::optional<Error> error; ///< of the first sample that failed, by position in the batch
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
    slot.pending = options.batchSize;
    slot.batch.cases.resize(static_cast<std::size_t>(options.batchSize));
    slot.batch.images = at::empty({options.batchSize, cases.front().image.size(0), size.z, size.y, size.x}, at::kFloat);
    slot.batch.labels = at::empty({options.batchSize, size.z, size.y, size.x}, at::kLong);
  }

  void
  MakeSample(Batch & batch, std::int64_t index, std::int64_t sample)
  {
    Random random(options.seed, {static_cast<std::uint64_t>(index), static_cast<std::uint64_t>(sample)});
    const std::int64_t drawn = random.Integer(0, static_cast<std::int64_t>(cases.size()) - 1);
    const TrainingCase & trainingCase = cases[static_cast<std::size_t>(drawn)];
    batch.cases[static_cast<std::size_t>(sample)] = trainingCase.name;
    const bool foreground = IsForegroundSample(sample, options.batchSize, options.foregroundFraction);
    const Box box = ChoosePatch(trainingCase, loadSize, options.patchSize, foreground, random);
    const Patch loaded = CutPatch(trainingCase, box);
    const Patch patch = options.training ? Augment(loaded, options.patchSize, options.augmentation, random)
                                         : CenterCrop(loaded, options.patchSize);
    std::copy_n(patch.image.const_data_ptr<float>(), patch.image.numel(),
                batch.images.mutable_data_ptr<float>() + sample * patch.image.numel());
    std::copy_n(patch.labels.const_data_ptr<std::int16_t>(), patch.labels.numel(),
                batch.labels.mutable_data_ptr<std::int64_t>() + sample * patch.labels.numel());
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
      claimedSample = (sample + 1) % options.batchSize;
      claimedBatch += claimedSample == 0 ? 1 : 0;
      std::exception_ptr exception;
      try
      {
        if (sample == 0)
        {
          OpenSlot(slot, index);
        }
        lock.unlock();
        MakeSample(slot.batch, index, sample);
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
  RequireCases(cases);
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
  slot = Slot{};
  ++loader.delivered;
  lock.unlock();
  loader.workAvailable.notify_all();
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
