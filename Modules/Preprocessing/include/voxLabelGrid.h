// SPDX-License-Identifier: Apache-2.0
#ifndef voxLabelGrid_h
#define voxLabelGrid_h

#include "voxPreprocess.h"
#include "voxResampleArgmax.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace vox
{

/** What the channels of logits mean. */
struct LabelRule
{
  std::int64_t channels = 2;
  std::vector<std::int64_t> regionValues; ///< empty: classes; else one value for each region, as InvertRegions
  bool roundToHalf = false;               ///< round resampled logits to half precision before they are compared

  /** The smallest of uint8, int16 and int32 that holds all labels. */
  [[nodiscard]] at::ScalarType LabelType() const;
};

/** Labels on the grid of the file that grow slice by slice, while logits come on the network's grid: says which slices
 * can be decoded, and keeps them. Who decodes, LabelSink on the processor or a CUDA device, takes Resize(). */
class LabelGrid
{
public:
  /** Throws Error(Internal) where CanStream is false, or for another number of values than of channels. */
  LabelGrid(const PreprocessRecord & record, const LabelRule & rule);

  /** False for cubic splines (ResampleOptions::order 3), which need all slices at once. */
  [[nodiscard]] static bool CanStream(const PreprocessRecord & record);

  /** From the network's grid to the crop of the file's. */
  [[nodiscard]] const kernels::ArgmaxResize & Resize() const;
  /** The next output slices that need no input slice from `last` on; may be none. */
  [[nodiscard]] kernels::SliceRange Ready(std::int64_t last) const;
  /** The first input slice that the next output slice needs, or `last` if that is smaller or nothing is left. */
  [[nodiscard]] std::int64_t FirstNeeded(std::int64_t last) const;
  /** Takes the labels, int32 [n, H, W], of the n output slices from Ready. */
  void Store(const kernels::SliceRange & output, const at::Tensor & labels);
  /** The labels [1, D, H, W] with record.original, 0 outside the crop. Once; throws Error(Internal) before the last
   * slice. */
  [[nodiscard]] Volume Finish();

private:
  PreprocessRecord m_Record;
  kernels::ArgmaxResize m_Resize;
  std::vector<kernels::SliceRange> m_Needed; ///< input slices of each output slice
  std::size_t m_Next = 0;                    ///< output slice
  at::Tensor m_Labels;                       ///< [1, D, H, W] on the reordered grid
};

} // namespace vox

#endif
