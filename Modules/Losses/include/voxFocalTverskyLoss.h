// SPDX-License-Identifier: Apache-2.0
#ifndef voxFocalTverskyLoss_h
#define voxFocalTverskyLoss_h

#include "voxTverskyLoss.h"

namespace vox
{

/** Focal Tversky loss, mean over classes (and samples) of (1 - TI)^(1 / gamma), with the TI of TverskyLoss. A gamma
 * above 1 makes classes that are nearly right count more; libraries that raise to `gamma` itself mean 1 / gamma of
 * here.
 *
 * logits [N, K, D, H, W]; labels [N, D, H, W] whole numbers 0 .. K-1 (softmax). The result is a scalar in [0, 1].
 * 1 - TI is kept above 1e-7, where the slope of the power would grow without bound: the gradient is finite everywhere
 * and zero at a perfect result. Computed in float32 (or double) whatever the type of the logits. Source: Abraham and
 * Khan 2019, DOI 10.1109/ISBI.2019.8759329. */
struct FocalTverskyLossOptions
{
  TverskyLossOptions tversky{};
  double gamma = 4.0 / 3.0;
};

template <typename TVisitor>
void
VisitFields(FocalTverskyLossOptions & o, TVisitor && visit)
{
  VisitFields(o.tversky, visit);
  visit("gamma", o.gamma, "the exponent is 1 / gamma");
}

/** Throws Error(Usage) for negative numbers and a gamma of 0. */
void Validate(const FocalTverskyLossOptions & options);

/** Throws Error(BadInput) for shapes or labels that do not fit. */
[[nodiscard]] at::Tensor FocalTverskyLoss(const at::Tensor & logits, const at::Tensor & labels,
                                          const FocalTverskyLossOptions & options = {});

} // namespace vox

#endif
