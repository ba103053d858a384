// SPDX-License-Identifier: Apache-2.0
#ifndef voxSharedPredictor_h
#define voxSharedPredictor_h

#include "voxPredictor.h"

#include <atomic>
#include <functional>
#include <mutex>
#include <thread>

namespace vox
{

/** A predictor for any number of threads. Its networks keep their buffers, so the threads take turns; each prediction
 * uses all threads of its context. */
class SharedPredictor
{
public:
  /** Throws as Predictor. */
  SharedPredictor(Model model, const PredictOptions & options);

  /** For questions, which need no turn. */
  [[nodiscard]] const Predictor & Asked() const;

  /** What `predict` makes of the predictor, once no other thread uses it, with `context.threads` threads of LibTorch.
   * A thread that waits reports the fraction 0 every 20 ms, so that its caller can cancel; cancellation counts until
   * the end. Throws Cancelled, what `predict` throws, and Error(Usage) for a thread whose turn it is already: called
   * from a report of its own prediction, it would wait for itself. */
  [[nodiscard]] Prediction InTurn(const std::function<Prediction(Predictor &)> & predict, const RunContext & context);

private:
  Predictor m_Predictor;
  std::timed_mutex m_Turn;
  std::atomic<std::thread::id> m_User; ///< the thread whose turn it is; none otherwise
};

} // namespace vox

#endif
