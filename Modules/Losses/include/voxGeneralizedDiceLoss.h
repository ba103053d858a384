// SPDX-License-Identifier: Apache-2.0
#ifndef voxGeneralizedDiceLoss_h
#define voxGeneralizedDiceLoss_h

#include "voxOverlapOptions.h"

#include <ATen/core/Tensor.h>

#include <array>
#include <string_view>
#include <utility>

namespace vox
{

/** Weight of a class in the generalized Dice loss, by its volume G in the reference. */
enum class ClassWeighting
{
  InverseSquare, ///< 1 / G^2
  Inverse,       ///< 1 / G
  Uniform        ///< 1
};

[[nodiscard]] constexpr std::array<std::pair<ClassWeighting, std::string_view>, 3>
EnumNames(ClassWeighting)
{
  return {{{ClassWeighting::InverseSquare, "inverse-square"},
           {ClassWeighting::Inverse, "inverse"},
           {ClassWeighting::Uniform, "uniform"}}};
}

/** Generalized Dice loss, 1 - mean over samples of (2 sum_k w_k I_k + s) / (sum_k w_k (P_k + G_k) + s), with I, P, G as
 * in DiceLoss: one overlap of all classes, to which each contributes by its weight, 1 / G_k^2 by default, so that small
 * and large structures count alike.
 *
 * logits [N, K, D, H, W]; labels [N, D, H, W] whole numbers 0 .. K-1 (softmax). The result is a scalar in [0, 1]. A
 * class that a sample lacks has the largest weight of the classes that it has, as in MONAI 1.6.1 and NiftyNet; where no
 * class is there the result is 0. Computed in float32 (or double) whatever the type of the logits. Source: Sudre et al.
 * 2017, DOI 10.1007/978-3-319-67558-9_28. */
struct GeneralizedDiceLossOptions
{
  ClassWeighting weighting = ClassWeighting::InverseSquare;
  OverlapOptions overlap{.batch = false, .includeBackground = true};
};

template <typename TVisitor>
void
VisitFields(GeneralizedDiceLossOptions & o, TVisitor && visit)
{
  visit("weighting", o.weighting, "weight of a class by its volume G: 1 / G^2, 1 / G, or 1");
  VisitFields(o.overlap, visit);
}

/** Throws Error(Usage) for a negative smoothing. */
void Validate(const GeneralizedDiceLossOptions & options);

/** Throws Error(BadInput) for shapes or labels that do not fit. */
[[nodiscard]] at::Tensor GeneralizedDiceLoss(const at::Tensor & logits, const at::Tensor & labels,
                                             const GeneralizedDiceLossOptions & options = {});

} // namespace vox

#endif
