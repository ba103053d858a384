// SPDX-License-Identifier: Apache-2.0
#include "voxStructureMasks.h"

#include "voxTensorMemory.h"

#include <algorithm>

namespace vox
{

StructureMasks::StructureMasks(const Volume & reference, const Volume & prediction,
                               std::optional<std::int64_t> ignoreLabel)
    : m_Reference(Int32Labels(reference.voxels)),
      m_Prediction(Int32Labels(prediction.voxels)),
      m_Size(reference.geometry.size),
      m_IgnoreLabel(ignoreLabel)
{}

std::pair<at::Tensor, at::Tensor>
StructureMasks::Inside(const Box & box, std::span<const std::int64_t> values) const
{
  const Zyx<std::int64_t> size = box.Size();
  const std::array<std::int64_t, 3> shape{size.z, size.y, size.x};
  at::Tensor referenceMask = NewTensor(shape, at::kByte);
  at::Tensor predictionMask = NewTensor(shape, at::kByte);
  const std::int32_t * reference = ValuesOf<std::int32_t>(m_Reference);
  const std::int32_t * prediction = ValuesOf<std::int32_t>(m_Prediction);
  std::uint8_t * referenceInside = MutableValuesOf<std::uint8_t>(referenceMask);
  std::uint8_t * predictionInside = MutableValuesOf<std::uint8_t>(predictionMask);
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
