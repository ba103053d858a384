// SPDX-License-Identifier: Apache-2.0
#ifndef voxMeasure_h
#define voxMeasure_h

#include "voxJson.h"

#include <ATen/core/Tensor.h>

#include <chrono>
#include <ctime>
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <map>
#include <string>
#include <utility>

namespace vox::benchmark
{

/** Elapsed time and processor time of all threads, of the parts between Start and Stop. */
class Stopwatch
{
public:
  void Start();
  void Stop();
  [[nodiscard]] double Seconds() const;
  [[nodiscard]] double ProcessorSeconds() const;

private:
  std::chrono::steady_clock::time_point m_Start;
  std::clock_t m_ProcessorStart = 0;
  double m_Seconds = 0.0;
  double m_ProcessorSeconds = 0.0;
};

/** Runs `work` settings["warmups"] times unmeasured and settings["repeats"] times measured; it may stop and start the
 * watch around what does not count. Result: `seconds` and `processor_seconds`, one entry per measured run; `before_mb`,
 * the resident memory when the measured runs begin; `peak_mb`, its largest value during them (both in units of 1e6
 * bytes). */
[[nodiscard]] Json Measure(const Json & settings, const std::function<void(Stopwatch &)> & work);
[[nodiscard]] Json Measure(const Json & settings, const std::function<void()> & work);

/** The tensor of this name in a safetensors file, over the mapped file. Throws Error(BadModel) where it is missing. */
[[nodiscard]] at::Tensor ReadTensor(const std::filesystem::path & path, const std::string & name);

/** All tensors of a safetensors file by name, over the mapped file. */
[[nodiscard]] std::map<std::string, at::Tensor> ReadTensors(const std::filesystem::path & path);

/** Writes tensors for the driver to compare. */
void WriteTensors(const std::filesystem::path & path,
                  std::initializer_list<std::pair<std::string, at::Tensor>> tensors);

} // namespace vox::benchmark

#endif
