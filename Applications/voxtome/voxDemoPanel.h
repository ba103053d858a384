// SPDX-License-Identifier: Apache-2.0
#ifndef voxDemoPanel_h
#define voxDemoPanel_h

#include "voxOptions.h"

#include <span>

namespace vox
{

/** One of the pictures that show a case. */
enum class DemoPanel
{
  Input,
  Prediction,
  Reference
};
[[nodiscard]] std::span<const EnumName<DemoPanel>> EnumNames(DemoPanel);

} // namespace vox

#endif
