// SPDX-License-Identifier: Apache-2.0
#ifndef voxLabelSink_h
#define voxLabelSink_h

#include "voxLabelGrid.h"

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace vox
{

/** Labels on the grid of the file from logits on the network's grid that come slice by slice, from first to last: every
 * slice is resampled and decoded as soon as its neighbors are there, and let go of. Holds the labels and a slab of
 * logits. The same labels as InvertLogits and InvertRegions of all logits at once, however many slices come at a time.
 *
 *     while (there are slices)
 *     {
 *       Fill(sink.Prepare(left));
 *       sink.Accept(context);
 *     }
 *     const Volume labels = sink.Finish(); */
class LabelSink
{
public:
  /** `slabBytes` bounds the slab where it holds three slices at least. Throws as LabelGrid. */
  LabelSink(const PreprocessRecord & record, const LabelRule & rule, std::int64_t slabBytes = DefaultSlabBytes);

  static constexpr std::int64_t DefaultSlabBytes = std::int64_t{64} << 20;

  /** Bytes of the slab of a sink. */
  [[nodiscard]] static std::int64_t SlabBytes(const PreprocessRecord & record, std::int64_t channels,
                                              std::int64_t slabBytes = DefaultSlabBytes);

  /** Memory for the next slices: float32 [K, n, H, W], 1 <= n <= wanted, the slices of a channel dense. */
  [[nodiscard]] at::Tensor Prepare(std::int64_t wanted);
  /** Takes the slices that have been written to the memory from Prepare. */
  void Accept(const RunContext & context);
  /** The labels [1, D, H, W] with record.original, 0 outside the crop. Once, after the last slice. */
  [[nodiscard]] Volume Finish();

private:
  /** Decodes all output slices whose neighbors are there. */
  void Decode(const RunContext & context);
  /** Keeps the slices that the next output slice needs, at the start of the slab. */
  void DropFinished();

  LabelGrid m_Grid;
  at::Tensor m_Slab;            ///< [K, capacity, H, W]
  kernels::SliceRange m_Filled; ///< what the slab holds from its start on
  std::int64_t m_Prepared = 0;
};

} // namespace vox

#endif
