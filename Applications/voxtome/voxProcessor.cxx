// SPDX-License-Identifier: Apache-2.0
#include "voxProcessor.h"

#include <fmt/format.h>

namespace vox
{

bool
HasAvx2()
{
  return __builtin_cpu_supports("avx2") != 0;
}

void
WarnOfSlowProcessor(bool hasAvx2, const RunContext & context)
{
  if (!hasAvx2)
  {
    context.Log(LogLevel::Warning,
                "this processor has no AVX2: networks run, but many times slower than on one with it");
  }
}

int
UsableThreads(int asked, int processors, const RunContext & context)
{
  if (asked <= processors)
  {
    return asked;
  }
  context.Log(LogLevel::Warning, fmt::format("--threads: found {}, this machine has {} processors; uses {}", asked,
                                             processors, processors));
  return processors;
}

} // namespace vox
