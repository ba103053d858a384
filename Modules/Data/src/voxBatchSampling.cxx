// SPDX-License-Identifier: Apache-2.0
#include "voxBatchSampling.h"

namespace vox
{

std::span<const EnumName<BatchSampling>>
EnumNames(BatchSampling)
{
  static constexpr EnumName<BatchSampling> names[] = {{BatchSampling::WithReplacement, "with-replacement"},
                                                      {BatchSampling::EveryCaseOnce, "every-case-once"}};
  return names;
}

std::int64_t
BatchesPerPass(std::size_t cases, std::int64_t batchSize)
{
  return (static_cast<std::int64_t>(cases) + batchSize - 1) / batchSize;
}

} // namespace vox
