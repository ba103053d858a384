// SPDX-License-Identifier: Apache-2.0
#ifndef voxStructureMasks_h
#define voxStructureMasks_h

#include "voxVolume.h"

#include <cstdint>
#include <optional>
#include <span>
#include <utility>

namespace vox
{

/** Cuts the masks of structures out of two label maps. Ignored voxels are outside of every mask. Safe to use from
 * several threads at once, and starts none: plain loops, since tensor operations would bring threads of their own. */
class StructureMasks
{
public:
  StructureMasks(const Volume & reference, const Volume & prediction, std::optional<std::int64_t> ignoreLabel);

  /** Reference and prediction mask of the union of `values` inside the box, uint8 [D, H, W]; beyond the image is
   * outside. */
  [[nodiscard]] std::pair<at::Tensor, at::Tensor> Inside(const Box & box, std::span<const std::int64_t> values) const;

private:
  at::Tensor m_Reference;
  at::Tensor m_Prediction;
  Zyx<std::int64_t> m_Size;
  std::optional<std::int64_t> m_IgnoreLabel;
};

} // namespace vox

#endif
