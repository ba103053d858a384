// SPDX-License-Identifier: Apache-2.0
#ifndef voxPseudoDice_h
#define voxPseudoDice_h

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace vox
{

/** nnU-Net's online validation score: voxel counts of all validation patches pooled, then one Dice per foreground
 * class. Optimistic and noisy compared with the Dice of whole cases; it steers, it does not report. */
class PseudoDice
{
public:
  explicit PseudoDice(std::int64_t classes);

  /** logits [N, K, D, H, W], labels int64 [N, D, H, W]. */
  void Add(const at::Tensor & logits, const at::Tensor & labels);

  /** 2 TP / (2 TP + FP + FN) of classes 1 .. K-1; NaN for a class that neither occurred nor was predicted. */
  [[nodiscard]] std::vector<double> PerClass() const;

private:
  std::vector<std::int64_t> m_Confusion; ///< [reference][prediction]
  std::int64_t m_Classes;
};

/** Mean of the values that are not NaN; NaN if there is none. */
[[nodiscard]] double MeanOfDefined(const std::vector<double> & values);

} // namespace vox

#endif
