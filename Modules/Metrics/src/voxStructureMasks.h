// SPDX-License-Identifier: Apache-2.0
#ifndef voxStructureMasks_h
#define voxStructureMasks_h

#include "voxBitMask.h"
#include "voxBox.h"
#include "voxVolume.h"

#include <cstdint>
#include <optional>
#include <span>
#include <utility>

namespace vox
{

/** Cuts the masks of structures out of two label maps. Ignored voxels are outside of every mask. Safe to use from
 * several threads at once, and starts none. */
class StructureMasks
{
public:
  StructureMasks(const Volume & reference, const Volume & prediction, std::optional<std::int64_t> ignoreLabel);

  /** Reference and prediction mask of the union of `values` inside the box, uint8 [D, H, W] of 0 and 1; beyond the
   * image is outside. */
  [[nodiscard]] std::pair<at::Tensor, at::Tensor> Inside(const Box & box, std::span<const std::int64_t> values) const;

  /** The same with a bit a voxel, for a box of the image; all of the structure lies in `parts` of it. */
  [[nodiscard]] std::pair<BitMask, BitMask> BitsInside(const Box & box, std::span<const Box> parts,
                                                       std::span<const std::int64_t> values) const;

private:
  /** members[i] = 1 where voxel (z, y, x + i) of a map is of the structure, else 0. */
  void FindMembers(const at::Tensor & labels, const Zyx<std::int64_t> & voxel, std::span<const std::int64_t> values,
                   std::span<std::uint8_t> members) const;

  at::Tensor m_Reference;
  at::Tensor m_Prediction;
  Zyx<std::int64_t> m_Size;
  std::optional<std::int64_t> m_IgnoreLabel;
};

} // namespace vox

#endif
