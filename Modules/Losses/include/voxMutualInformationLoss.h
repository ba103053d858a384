// SPDX-License-Identifier: Apache-2.0
#ifndef voxMutualInformationLoss_h
#define voxMutualInformationLoss_h

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace vox
{

/** Region mutual information, w C + (1 - w) sum over classes of I, C the cross entropy. A voxel and its neighborhood of
 * R voxels a side are a vector of d = R^3 numbers (R^2 in a slice), in the reference Y and in the prediction P. I is
 * the mean over samples of log det(M) / (2 d), M = S_YY - S_YP (S_PP + e)^-1 S_PY + e: what is left unknown of the
 * reference once the prediction is known, which bounds the mutual information from below. The covariances S are sums
 * over all whole neighborhoods, not divided by their number. Reference and prediction are max-pooled first; voxels
 * beyond the last whole pool count in C alone.
 *
 * MutualInformationLoss: logits [N, K, D, H, W], labels [N, D, H, W] whole numbers 0 .. K-1 (softmax); C is the mean
 * over voxels. RegionMutualInformationLoss: overlapping regions under a sigmoid, as in the paper; C is the sum over
 * regions of the means over voxels, and the authors' code divides by one voxel more. The result is a scalar of either
 * sign, about log(e) / 2 for each class that is right or absent. An axis shorter than pool or neighborhood has one of
 * its own length, so a slice is a volume of depth one. With an ignore label, pools and neighborhoods that touch an
 * ignored voxel are left out. Without a voxel that counts the gradient is zero.
 *
 * Matrices are factorized (Cholesky) in float64, the rest is computed in float32 (or double) whatever the type of the
 * logits. 1e-8 is added to the diagonal of the factor, as the authors do. Source: Zhao et al. 2019, arXiv 1910.12037,
 * there in two dimensions. */
struct MutualInformationLossOptions
{
  double weightCrossEntropy = 0.5;           ///< w
  std::int64_t radius = 3;                   ///< R, in voxels after pooling
  std::int64_t pooling = 3;                  ///< voxels a side that become one
  double regularization = 5e-4;              ///< e
  std::optional<std::int64_t> ignoreLabel{}; ///< voxels with this label count nowhere
};

template <typename TVisitor>
void
VisitFields(MutualInformationLossOptions & o, TVisitor && visit)
{
  visit("weight_cross_entropy", o.weightCrossEntropy, "weight of the cross entropy, 0 to 1; the rest is the other's");
  visit("radius", o.radius, "side of the neighborhood of a voxel, after pooling");
  visit("pooling", o.pooling, "voxels a side that max pooling makes one; 1: none");
  visit("regularization", o.regularization, "added to the diagonal of the covariances");
  visit("ignore_label", o.ignoreLabel, "voxels with this label count nowhere");
}

struct RegionMutualInformationLossOptions
{
  /** Head i is the union of the labels in regions[i]; empty: head k is label k. Labels are 0 or in a region. */
  std::vector<std::vector<std::int64_t>> regions{};
  MutualInformationLossOptions information{};
};

template <typename TVisitor>
void
VisitFields(RegionMutualInformationLossOptions & o, TVisitor && visit)
{
  visit("regions", o.regions, "labels of each head, as lists; empty: head k is label k");
  VisitFields(o.information, visit);
}

/** Throws Error(Usage) for a weight outside 0 to 1, a side below 1, and a regularization that is not above 0. */
void Validate(const MutualInformationLossOptions & options);

/** Throws Error(Usage) as above, and for a region without labels. */
void Validate(const RegionMutualInformationLossOptions & options);

/** Throws Error(BadInput) for shapes or labels that do not fit and for logits that are no numbers. */
[[nodiscard]] at::Tensor MutualInformationLoss(const at::Tensor & logits, const at::Tensor & labels,
                                               const MutualInformationLossOptions & options = {});

/** Throws Error(BadInput) for shapes or labels that do not fit, or another number of heads than regions. */
[[nodiscard]] at::Tensor RegionMutualInformationLoss(const at::Tensor & logits, const at::Tensor & labels,
                                                     const RegionMutualInformationLossOptions & options = {});

} // namespace vox

#endif
