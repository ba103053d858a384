// SPDX-License-Identifier: Apache-2.0
#ifndef voxLossRegistry_h
#define voxLossRegistry_h

#include "voxJson.h"

#include <ATen/core/Tensor.h>

#include <functional>
#include <span>
#include <string_view>

namespace vox
{

/** A loss as the training loop sees it: logits [N, K, D, H, W], labels [N, D, H, W] int64, a scalar with gradient back.
 */
using LossFunction = std::function<at::Tensor(const at::Tensor & logits, const at::Tensor & labels)>;

/** A row of the registry. */
struct LossEntry
{
  std::string_view name;
  LossFunction (*make)(const Json & options); ///< unknown keys throw Error(Usage)
  Json (*defaults)();
  std::string_view help;
};

[[nodiscard]] std::span<const LossEntry> LossRegistry();

/** The loss of this name with these options (an object; missing keys keep their defaults).
 * Throws Error(Usage) that lists the known names. */
[[nodiscard]] LossFunction MakeLoss(std::string_view name, const Json & options = Json::object());

} // namespace vox

#endif
