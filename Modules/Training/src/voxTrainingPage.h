// SPDX-License-Identifier: Apache-2.0
#ifndef voxTrainingPage_h
#define voxTrainingPage_h

#include "voxTrainer.h"

#include <span>
#include <string>
#include <vector>

namespace vox
{

enum class TrainingState
{
  Running,
  Finished,
  Interrupted, ///< stopped, can be resumed
  Failed
};

/** What a training tells of itself. */
struct TrainingNews
{
  TrainingState state = TrainingState::Running;
  std::string reason{}; ///< of a failure
  std::string dataset{};
  std::string configuration{};
  std::string fold{};
  std::vector<std::string> structures{}; ///< names of the values of EpochRecord::pseudoDice
  std::span<const EpochRecord> epochs{}; ///< finished ones
  std::int64_t iteration = 0;            ///< finished ones, over the whole training
  double epochSeconds = 0.0;             ///< training time of the running epoch so far
  TrainOptions options{};
  std::int64_t now = 0; ///< seconds since 1970
};

/** Time left in seconds, by the mean of the last epochs or, in the first, by the time of its iterations. NaN before the
 * first iteration. */
[[nodiscard]] double SecondsLeft(const TrainingNews & news);

/** progress.html: state and its age, the last and best values, curves of losses, scores, learning rate and time, and
 * the options, as one HTML document. It reloads itself while the training runs, and says so when it should have been
 * written anew but was not. */
[[nodiscard]] std::string TrainingPage(const TrainingNews & news);

} // namespace vox

#endif
