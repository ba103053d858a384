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
ChoosePrecision(Precision asked)
{
  if (asked == Precision::Bf16 && !HasNativeBf16())
  {
    Fail(ErrorKind::Usage, "precision bf16: this processor has neither AMX-BF16 nor AVX512-BF16; use fp32 or auto");
  }
  if (asked == Precision::Auto)
  {
    return HasNativeBf16() ? Precision::Bf16 : Precision::Fp32;
  }
  return asked;
}

PrecisionScope::PrecisionScope(Precision precision)
    : m_PreviouslyEnabled(at::autocast::is_autocast_enabled(at::kCPU)),
      m_PreviousType(at::autocast::get_autocast_dtype(at::kCPU))
{
  at::autocast::set_autocast_enabled(at::kCPU, precision == Precision::Bf16);
  at::autocast::set_autocast_dtype(at::kCPU, at::kBFloat16);
  at::autocast::increment_nesting();
}

PrecisionScope::~PrecisionScope()
{
  // The outermost scope owns the cache of converted weights.
  if (at::autocast::decrement_nesting() == 0)
  {
    at::autocast::clear_cache();
  }
  at::autocast::set_autocast_dtype(at::kCPU, m_PreviousType);
  at::autocast::set_autocast_enabled(at::kCPU, m_PreviouslyEnabled);
}

} // namespace vox
