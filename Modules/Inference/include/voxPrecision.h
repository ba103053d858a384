// SPDX-License-Identifier: Apache-2.0
#ifndef voxPrecision_h
#define voxPrecision_h

#include "voxDevice.h"
#include "voxPredictor.h"

#include <c10/core/ScalarType.h>

namespace vox
{

/** Fp32 or Bf16 for Auto; throws Error(Usage) for Bf16 on a processor or CUDA device without it. */
[[nodiscard]] Precision ChoosePrecision(Precision asked, const ComputeDevice & device = {});

/** While it lives, convolutions of this thread on this kind of device compute in the chosen precision: torch's
 * autocast, whose state is per thread and restored at the end. */
class PrecisionScope
{
public:
  explicit PrecisionScope(Precision precision, c10::DeviceType device = c10::kCPU);
  ~PrecisionScope();
  PrecisionScope(const PrecisionScope &) = delete;
  PrecisionScope & operator=(const PrecisionScope &) = delete;

private:
  c10::DeviceType m_Device;
  bool m_PreviouslyEnabled;
  c10::ScalarType m_PreviousType;
};

} // namespace vox

#endif
