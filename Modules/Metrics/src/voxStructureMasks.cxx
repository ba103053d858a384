// SPDX-License-Identifier: Apache-2.0
#include "voxStructureMasks.h"

#include "voxTargetClones.h"
#include "voxTensorMemory.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace vox
{
namespace
{

VOX_TARGET_CLONES void
AddMembers(const std::int32_t * labels, std::int32_t value, std::span<std::uint8_t> members)
{
  for (std::size_t i = 0; i < members.size(); ++i)
  {
    members[i] = static_cast<std::uint8_t>(members[i] | static_cast<std::uint8_t>(labels[i] == value));
  }
}

VOX_TARGET_CLONES void
RemoveMembers(const std::int32_t * labels, std::int32_t value, std::span<std::uint8_t> members)
{
  for (std::size_t i = 0; i < members.size(); ++i)
  {
    members[i] = static_cast<std::uint8_t>(members[i] & static_cast<std::uint8_t>(labels[i] != value));
  }
}

} // namespace

StructureMasks::StructureMasks(const Volume & reference, const Volume & prediction,
                               std::optional<std::int64_t> ignoreLabel)
    : m_Reference(Int32Labels(reference.voxels)),
      m_Prediction(Int32Labels(prediction.voxels)),
      m_Size(reference.geometry.size),
      m_IgnoreLabel(ignoreLabel)
{}

void
StructureMasks::FindMembers(const at::Tensor & labels, const Zyx<std::int64_t> & voxel,
                            std::span<const std::int64_t> values, std::span<std::uint8_t> members) const
{
  const std::int64_t start = (voxel.z * m_Size.y + voxel.y) * m_Size.x + voxel.x;
  std::ranges::fill(members, std::uint8_t{0});
  for (const std::int64_t value : values)
  {
    if (std::in_range<std::int32_t>(value))
    {
      AddMembers(ValuesOf<std::int32_t>(labels) + start, static_cast<std::int32_t>(value), members);
    }
  }
  if (m_IgnoreLabel && std::in_range<std::int32_t>(*m_IgnoreLabel))
  {
    RemoveMembers(ValuesOf<std::int32_t>(m_Reference) + start, static_cast<std::int32_t>(*m_IgnoreLabel), members);
  }
}

std::pair<at::Tensor, at::Tensor>
StructureMasks::Inside(const Box & box, std::span<const std::int64_t> values) const
{
  const Zyx<std::int64_t> size = box.Size();
  const std::array<std::int64_t, 3> shape{size.z, size.y, size.x};
  Box inImage;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    inImage.lower[axis] = std::max<std::int64_t>(box.lower[axis], 0);
    inImage.upper[axis] = std::min(box.upper[axis], m_Size[axis]);
  }
  const auto cut = [&](const at::Tensor & labels) {
    at::Tensor mask = NewTensor(shape, at::kByte);
    const std::span inside(MutableValuesOf<std::uint8_t>(mask), static_cast<std::size_t>(Product(size)));
    std::ranges::fill(inside, std::uint8_t{0});
    for (std::int64_t z = inImage.lower.z; z < inImage.upper.z; ++z)
    {
      for (std::int64_t y = inImage.lower.y; y < inImage.upper.y; ++y)
      {
        const std::int64_t row = ((z - box.lower.z) * size.y + y - box.lower.y) * size.x;
        FindMembers(labels, {z, y, inImage.lower.x}, values,
                    inside.subspan(static_cast<std::size_t>(row + inImage.lower.x - box.lower.x),
                                   static_cast<std::size_t>(inImage.Size().x)));
      }
    }
    return mask;
  };
  return {cut(m_Reference), cut(m_Prediction)};
}

std::pair<BitMask, BitMask>
StructureMasks::BitsInside(const Box & box, std::span<const Box> parts, std::span<const std::int64_t> values) const
{
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(box.Size().x));
  const auto cut = [&](const at::Tensor & labels) {
    BitMask mask(box.Size());
    for (const Box & part : parts)
    {
      const std::span members = std::span(bytes).first(static_cast<std::size_t>(part.Size().x));
      for (std::int64_t z = part.lower.z; z < part.upper.z; ++z)
      {
        for (std::int64_t y = part.lower.y; y < part.upper.y; ++y)
        {
          FindMembers(labels, {z, y, part.lower.x}, values, members);
          mask.AddToRow(z - box.lower.z, y - box.lower.y, part.lower.x - box.lower.x, members);
        }
      }
    }
    return mask;
  };
  return {cut(m_Reference), cut(m_Prediction)};
}

} // namespace vox
