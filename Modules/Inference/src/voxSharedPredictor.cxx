// SPDX-License-Identifier: Apache-2.0
#include "voxSharedPredictor.h"

#include "voxError.h"
#include "voxTorchThreads.h"

#include <chrono>
#include <utility>

namespace vox
{
namespace
{

/** Says whose turn it is, until it ends in whatever way. */
class User
{
public:
  User(std::atomic<std::thread::id> & user, std::thread::id self) : m_User(user) { m_User = self; }
  ~User() { m_User = std::thread::id(); }
  User(const User &) = delete;
  User & operator=(const User &) = delete;

private:
  std::atomic<std::thread::id> & m_User;
};

} // namespace

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
  const std::thread::id self = std::this_thread::get_id();
  if (m_User == self)
  {
    Fail(ErrorKind::Usage,
         "a prediction was asked for within a report of another one with the same model and settings, "
         "which it would wait for; ask when that has ended, or open the model a second time");
  }
  std::unique_lock<std::timed_mutex> turn(m_Turn, std::defer_lock);
  do
  {
    context.Report(0.0, "waits for its turn");
    context.ThrowIfCancelled();
  } while (!turn.try_lock_for(std::chrono::milliseconds(20)));
  const User user(m_User, self);
  const TorchThreads threads(context.threads);
  Prediction prediction = predict(m_Predictor);
  context.ThrowIfCancelled(); // asked for in the last window
  return prediction;
}

} // namespace vox
