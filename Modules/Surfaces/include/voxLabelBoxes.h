// SPDX-License-Identifier: Apache-2.0
#ifndef voxLabelBoxes_h
#define voxLabelBoxes_h

#include "voxBox.h"
#include "voxVolume.h"

#include <cstdint>
#include <map>

namespace vox
{

/** Where the voxels of a value lie, and how many there are. */
struct LabelBox
{
  Box box;
  std::int64_t voxels = 0;
};

/** By value. */
using LabelBoxMap = std::map<std::int64_t, LabelBox>;

/** Of all values of a label map, int32 [1, D, H, W], but 0. */
[[nodiscard]] LabelBoxMap LabelBoxes(const Volume & labels);

} // namespace vox

#endif
