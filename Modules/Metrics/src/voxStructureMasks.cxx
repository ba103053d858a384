// SPDX-License-Identifier: Apache-2.0
#include "voxStructureMasks.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace vox
{

StructureMasks::StructureMasks(const Volume & reference, const Volume & prediction,
                               std::optional<std::int64_t> ignoreLabel)
    : m_Reference(reference.voxels.to(at::kInt).contiguous()),
      m_Prediction(prediction.voxels.to(at::kInt).contiguous()),
      m_Size(reference.geometry.size),
      m_IgnoreLabel(ignoreLabel)
{}

std::pair<at::Tensor, at::Tensor>
StructureMasks::Inside(const Box & box, std::span<const std::int64_t> values) const
{
  const Zyx<std::int64_t> size = box.Size();
  at::Tensor referenceMask = at::empty({size.z, size.y, size.x}, at::kByte);
  at::Tensor predictionMask = at::empty({size.z, size.y, size.x}, at::kByte);
  const std::int32_t * reference = m_Reference.const_data_ptr<std::int32_t>();
  const std::int32_t * prediction = m_Prediction.const_data_ptr<std::int32_t>();
  std::uint8_t * referenceInside = referenceMask.mutable_data_ptr<std::uint8_t>();
  std::uint8_t * predictionInside = predictionMask.mutable_data_ptr<std::uint8_t>();
  std::fill_n(referenceInside, Product(size), std::uint8_t{0});
  std::fill_n(predictionInside, Product(size), std::uint8_t{0});
  const auto isMember = [&](std::int32_t value) {
    return std::find(values.begin(), values.end(), value) != values.end();
  };
  const std::int64_t firstX = std::max<std::int64_t>(box.lower.x, 0);
  const std::int64_t lastX = std::min(box.upper.x, m_Size.x);
  for (std::int64_t z = std::max<std::int64_t>(box.lower.z, 0); z < std::min(box.upper.z, m_Size.z); ++z)
  {
    for (std::int64_t y = std::max<std::int64_t>(box.lower.y, 0); y < std::min(box.upper.y, m_Size.y); ++y)
    {
      const std::int64_t source = (z * m_Size.y + y) * m_Size.x;
      const std::int64_t target = ((z - box.lower.z) * size.y + y - box.lower.y) * size.x - box.lower.x;
      for (std::int64_t x = firstX; x < lastX; ++x)
      {
        const std::int32_t r = reference[source + x];
        if (r != m_IgnoreLabel)
        {
          referenceInside[target + x] = isMember(r);
          predictionInside[target + x] = isMember(prediction[source + x]);
        }
      }
    }
  }
  return {referenceMask, predictionMask};
}

} // namespace vox
