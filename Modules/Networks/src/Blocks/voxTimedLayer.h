// SPDX-License-Identifier: Apache-2.0
#ifndef voxTimedLayer_h
#define voxTimedLayer_h

#include "voxLayerTime.h"

#include <ATen/core/Tensor.h>

#include <chrono>
#include <memory>

namespace vox
{

/** A layer whose calls can be timed. */
class TimedLayer
{
public:
  virtual ~TimedLayer() = default;

  /** Calls are added to `time` from now on; null ends it. */
  void SetTime(std::shared_ptr<LayerTime> time);

protected:
  using Clock = std::chrono::steady_clock;

  /** Runs `call` and hands on its result. `describe(result)` gives {kernel, output, multiply-adds per output value} and
   * is asked only where calls are timed. */
  template <typename TCall, typename TDescribe>
  auto
  Timed(TCall && call, TDescribe && describe) const
  {
    if (!m_Time)
    {
      return call();
    }
    const Clock::time_point start = Clock::now();
    auto result = call();
    Add(Clock::now() - start, describe(result));
    return result;
  }

  struct Work
  {
    std::string_view kernel;
    const at::Tensor & output;
    double multiplyAddsPerValue = 0.0;
  };

private:
  void Add(Clock::duration duration, const Work & work) const;

  std::shared_ptr<LayerTime> m_Time;
};

} // namespace vox

#endif
