// SPDX-License-Identifier: Apache-2.0
#include "voxFingerprint.h"

#include "voxCaseMeasurement.h"
#include "voxParallelFor.h"

#include <algorithm>
#include <thread>

namespace vox
{
namespace
{

constexpr int kCasesAtOnce = 2; // what fits into memory whatever the size of the cases

} // namespace

Fingerprint
ComputeFingerprint(std::int64_t cases, const std::function<LabelledVolume(std::int64_t)> & read, ReadingOrder order,
                   const RunContext & context, std::int64_t draws)
{
  if (cases < 1)
  {
    Fail(ErrorKind::BadInput, "a fingerprint needs at least one training case, found none");
  }
  CaseMeasurement measurement(cases, draws, order);
  const std::thread::id caller = std::this_thread::get_id();
  ParallelFor(0, cases, 1, std::min(kCasesAtOnce, context.ThreadCount()), [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t i = first; i < last; ++i)
    {
      context.ThrowIfCancelled();
      measurement.Measure(i, read);
      if (std::this_thread::get_id() == caller) // the context must not be called from another thread
      {
        const std::int64_t done = measurement.Done();
        context.Report(static_cast<double>(done) / static_cast<double>(cases),
                       fmt::format("fingerprint: {} of {} cases", done, cases));
      }
    }
  });
  return measurement.Finish();
}

} // namespace vox
