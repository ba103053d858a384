// SPDX-License-Identifier: Apache-2.0
#include "voxPrecision.h"

#include "voxError.h"

#include <ATen/autocast_mode.h>
#include <ATen/cpu/Utils.h>

namespace vox
{

bool
HasNativeBf16()
{
  const auto capabilities = at::cpu::get_cpu_capabilities();
  for (const char * const name : {"amx_bf16", "avx512_bf16"})
  {
    const auto found = capabilities.find(name);
    if (found != capabilities.end() && found->second.toBool())
    {
      return true;
    }
  }
  return false;
}

Precision
ChoosePrecision(Precision asked, const ComputeDevice & device)
{
  const bool isCuda = device.place.is_cuda();
  const bool hasBf16 = isCuda ? device.hasBf16 : HasNativeBf16();
  if (asked == Precision::Bf16 && !hasBf16)
  {
    Fail(ErrorKind::Usage, "precision bf16: {}; use fp32 or auto",
         isCuda ? device.name + " has none (compute capability 8.0 and above do)"
                : "this processor has neither AMX-BF16 nor AVX512-BF16");
  }
  if (asked == Precision::Auto)
  {
    return hasBf16 ? Precision::Bf16 : Precision::Fp32;
  }
  return asked;
}

PrecisionScope::PrecisionScope(Precision precision, c10::DeviceType device)
    : m_Device(device),
      m_PreviouslyEnabled(at::autocast::is_autocast_enabled(device)),
      m_PreviousType(at::autocast::get_autocast_dtype(device))
{
  at::autocast::set_autocast_enabled(device, precision == Precision::Bf16);
  at::autocast::set_autocast_dtype(device, at::kBFloat16);
  at::autocast::increment_nesting();
}

PrecisionScope::~PrecisionScope()
{
  // The outermost scope owns the cache of converted weights.
  if (at::autocast::decrement_nesting() == 0)
  {
    at::autocast::clear_cache();
  }
  at::autocast::set_autocast_dtype(m_Device, m_PreviousType);
  at::autocast::set_autocast_enabled(m_Device, m_PreviouslyEnabled);
}

} // namespace vox
