// SPDX-License-Identifier: Apache-2.0
#ifndef voxSharedPredictor_h
#define voxSharedPredictor_h

#include "voxPredictor.h"

#include <functional>
#include <mutex>

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
   * the end. Throws Cancelled, and what `predict` throws. */
  [[nodiscard]] Prediction InTurn(const std::function<Prediction(Predictor &)> & predict, const RunContext & context);

private:
  Predictor m_Predictor;
  std::timed_mutex m_Turn;
};

} // namespace vox

#endif
