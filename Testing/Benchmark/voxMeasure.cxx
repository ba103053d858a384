// SPDX-License-Identifier: Apache-2.0
#include "voxMeasure.h"

#include "voxError.h"
#include "voxTensorBytes.h"

#include <fstream>
#include <vector>

namespace vox::benchmark
{
namespace
{

/** One number of /proc/self/status in units of 1e6 bytes: VmRSS, or VmHWM, its maximum since the last reset. */
double
StatusMegabytes(const std::string & key)
{
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
  {
    if (line.starts_with(key + ":"))
    {
      return std::stod(line.substr(key.size() + 1)) * 1024.0 / 1e6;
    }
  }
  return 0.0;
}

void
ResetPeak()
{
  std::ofstream("/proc/self/clear_refs") << "5";
}

} // namespace

void
Stopwatch::Start()
{
  m_ProcessorStart = std::clock();
  m_Start = std::chrono::steady_clock::now();
}

void
Stopwatch::Stop()
{
  m_Seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - m_Start).count();
  m_ProcessorSeconds += static_cast<double>(std::clock() - m_ProcessorStart) / CLOCKS_PER_SEC;
}

double
Stopwatch::Seconds() const
{
  return m_Seconds;
}

double
Stopwatch::ProcessorSeconds() const
{
  return m_ProcessorSeconds;
}

Json
Measure(const Json & settings, const std::function<void(Stopwatch &)> & work)
{
  const auto run = [&] {
    Stopwatch watch;
    watch.Start();
    work(watch);
    watch.Stop();
    return watch;
  };
  for (int i = settings.value("warmups", 0); i > 0; --i)
  {
    run();
  }
  Json result;
  result["before_mb"] = StatusMegabytes("VmRSS");
  ResetPeak();
  for (int i = settings.value("repeats", 1); i > 0; --i)
  {
    const Stopwatch watch = run();
    result["seconds"].push_back(watch.Seconds());
    result["processor_seconds"].push_back(watch.ProcessorSeconds());
  }
  result["peak_mb"] = StatusMegabytes("VmHWM");
  return result;
}

Json
Measure(const Json & settings, const std::function<void()> & work)
{
  return Measure(settings, [&](Stopwatch &) { work(); });
}

at::Tensor
ReadTensor(const std::filesystem::path & path, const std::string & name)
{
  const SafetensorsFile file(path);
  const TensorView * const view = file.Find(name);
  if (view == nullptr)
  {
    Fail(ErrorKind::BadModel, "{}: no tensor '{}'", path.string(), name);
  }
  return MappedTensor(file, *view);
}

std::map<std::string, at::Tensor>
ReadTensors(const std::filesystem::path & path)
{
  const SafetensorsFile file(path);
  std::map<std::string, at::Tensor> tensors;
  for (const TensorView & view : file.Tensors())
  {
    tensors.emplace(view.name, MappedTensor(file, view));
  }
  return tensors;
}

void
WriteTensors(const std::filesystem::path & path, std::initializer_list<std::pair<std::string, at::Tensor>> tensors)
{
  std::vector<at::Tensor> kept;
  std::vector<TensorView> views;
  for (const auto & [name, tensor] : tensors)
  {
    kept.push_back(tensor.detach().contiguous());
    views.push_back(ViewOfTensor(name, kept.back()));
  }
  WriteSafetensors(path, views, {});
}

} // namespace vox::benchmark
