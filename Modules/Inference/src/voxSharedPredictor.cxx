// SPDX-License-Identifier: Apache-2.0
#include "voxSharedPredictor.h"

#include "voxTorchThreads.h"

#include <chrono>
#include <utility>

namespace vox
{

SharedPredictor::SharedPredictor(Model model, const PredictOptions & options) : m_Predictor(std::move(model), options)
{}

const Predictor &
SharedPredictor::Asked() const
{
  return m_Predictor;
}

Prediction
SharedPredictor::InTurn(const std::function<Prediction(Predictor &)> & predict, const RunContext & context)
{
  std::unique_lock<std::timed_mutex> turn(m_Turn, std::defer_lock);
  do
  {
    context.Report(0.0, "waits for its turn");
    context.ThrowIfCancelled();
  } while (!turn.try_lock_for(std::chrono::milliseconds(20)));
  const TorchThreads threads(context.threads);
  Prediction prediction = predict(m_Predictor);
  context.ThrowIfCancelled(); // asked for in the last window
  return prediction;
}

} // namespace vox
