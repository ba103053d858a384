// SPDX-License-Identifier: Apache-2.0
#ifndef voxPseudoDice_h
#define voxPseudoDice_h

#include "voxDatasetDescription.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace vox
{

/** nnU-Net's online validation score: voxel counts of all validation patches pooled, then one Dice per foreground
 * structure. Optimistic and noisy compared with the Dice of whole cases; it steers, it does not report. */
class PseudoDice
{
public:
  explicit PseudoDice(const DatasetDescription & description);

  /** logits [N, K, D, H, W], labels int64 [N, D, H, W]. Classes: the largest logit is the prediction. Regions: every
   * head whose sigmoid is above 0.5. Voxels with the ignore label count nowhere. */
  void Add(const at::Tensor & logits, const at::Tensor & labels);

  /** 2 TP / (2 TP + FP + FN), in the order of the heads: labels 1 .. K-1, or regions 0 .. K-1. NaN for a structure that
   * neither occurred nor was predicted. */
  [[nodiscard]] std::vector<double> PerStructure() const;

private:
  struct Structure
  {
    std::vector<std::int64_t> values; ///< labels that it is made of
    std::int64_t both = 0;
    std::int64_t reference = 0;
    std::int64_t predicted = 0;
  };

  std::vector<Structure> m_Structures;
  std::optional<std::int64_t> m_IgnoreLabel;
  bool m_Regions;
};

} // namespace vox

#endif
