// SPDX-License-Identifier: Apache-2.0
#include "voxPredictor.h"

#include <array>

namespace vox
{

// Apart from the predictor, so that a command line can name the choices without LibTorch.

std::span<const EnumName<Precision>>
EnumNames(Precision)
{
  static constexpr std::array<EnumName<Precision>, 3> names{
      {{Precision::Auto, "auto"}, {Precision::Fp32, "fp32"}, {Precision::Bf16, "bf16"}}};
  return names;
}

std::span<const EnumName<ExportMode>>
EnumNames(ExportMode)
{
  static constexpr EnumName<ExportMode> names[] = {{ExportMode::Streamed, "streamed"}, {ExportMode::Exact, "exact"}};
  return names;
}

} // namespace vox
