// SPDX-License-Identifier: Apache-2.0
#ifndef voxLossRegistry_h
#define voxLossRegistry_h

#include "voxError.h"
#include "voxJson.h"
#include "voxLossTarget.h"

#include <ATen/core/Tensor.h>

#include <functional>
#include <span>
#include <string_view>
#include <vector>

namespace vox
{

/** A loss as the training loop sees it: logits [N, K, D, H, W] and a target, which labels [N, D, H, W] int64 are, a
 * scalar with gradient back. Throws Error(BadInput) for shapes or labels that do not fit, and NotANumberError where the
 * scalar would be none. */
using LossFunction = std::function<at::Tensor(const at::Tensor & logits, const LossTarget & target)>;

/** Thrown for logits that are no numbers: "logits: NaN at [n, k, d, h, w]: ...", the first one. */
class NotANumberError : public Error
{
public:
  using Error::Error;
};

/** How a loss reads the heads of a network. A model is decoded in the same way, so the two must agree. */
enum class Activation
{
  Softmax, ///< one class a voxel; K is background and classes
  Sigmoid  ///< every head by itself: overlapping regions
};

/** A row of the registry. */
struct LossEntry
{
  std::string_view name;
  Activation activation;
  LossFunction (*make)(const Json & options); ///< unknown keys throw Error(Usage)
  Json (*defaults)();
  /** What the loss with these options takes from its target where it finds it, for so many heads; else it computes it.
   */
  std::vector<ReferenceDistances> (*distances)(const Json & options, std::int64_t heads);
  std::string_view help;    ///< what it is, in a few words
  std::string_view formula; ///< in the terms of its header, which says what each stands for
  std::string_view source;  ///< author, year and DOI or arXiv number, or the tool whose value it has
};

[[nodiscard]] std::span<const LossEntry> LossRegistry();

/** The row of this name. Throws Error(Usage) that lists the known names. */
[[nodiscard]] const LossEntry & FindLoss(std::string_view name);

/** The loss of this name with these options (an object; missing keys keep their defaults).
 * Throws Error(Usage) as FindLoss does, and for options that the loss refuses. */
[[nodiscard]] LossFunction MakeLoss(std::string_view name, const Json & options = Json::object());

} // namespace vox

#endif
