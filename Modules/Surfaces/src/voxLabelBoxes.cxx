// SPDX-License-Identifier: Apache-2.0
#include "voxLabelBoxes.h"

#include "voxTensorMemory.h"

#include <algorithm>

namespace vox
{

LabelBoxMap
LabelBoxes(const Volume & labels)
{
  const auto & size = labels.geometry.size;
  const at::Tensor voxels = Contiguous(labels.voxels);
  const std::int32_t * value = ValuesOf<std::int32_t>(voxels);
  LabelBoxMap boxes;
  LabelBox * last = nullptr; // neighbors mostly have the same value
  std::int32_t lastValue = 0;
  for (std::int64_t z = 0; z < size.z; ++z)
  {
    for (std::int64_t y = 0; y < size.y; ++y)
    {
      for (std::int64_t x = 0; x < size.x; ++x, ++value)
      {
        if (*value == 0)
        {
          continue;
        }
        if (last == nullptr || *value != lastValue)
        {
          const auto [entry, isNew] = boxes.try_emplace(*value);
          last = &entry->second;
          lastValue = *value;
          if (isNew)
          {
            last->box = {{z, y, x}, {z, y, x}};
          }
        }
        Box & box = last->box;
        box.lower.y = std::min(box.lower.y, y);
        box.lower.x = std::min(box.lower.x, x);
        box.upper = {z + 1, std::max(box.upper.y, y + 1), std::max(box.upper.x, x + 1)};
        ++last->voxels;
      }
    }
  }
  return boxes;
}

} // namespace vox
