// SPDX-License-Identifier: Apache-2.0
#include "voxComponents.h"

#include "voxComponentMap.h"
#include "voxError.h"
#include "voxTensorMemory.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

namespace vox
{
namespace
{

/** A copy of the labels with the box around a structure, so that the work is that of the structure and not of the
 * image. */
struct StructureBox
{
  Volume labels;
  Box box;                          ///< around the structure; empty where it is absent
  std::vector<std::uint8_t> inside; ///< 1 in the structure, one byte a voxel of the box

  /** Calls visit(index in the box, label value, z, y, x) for each voxel of the box. */
  template <typename TVisit>
  void
  ForEach(TVisit && visit)
  {
    const Zyx<std::int64_t> & size = labels.geometry.size;
    std::int32_t * voxels = MutableValuesOf<std::int32_t>(labels.voxels);
    std::size_t index = 0;
    for (std::int64_t z = box.lower.z; z < box.upper.z; ++z)
    {
      for (std::int64_t y = box.lower.y; y < box.upper.y; ++y)
      {
        for (std::int64_t x = box.lower.x; x < box.upper.x; ++x, ++index)
        {
          visit(index, voxels[(z * size.y + y) * size.x + x], Zyx<std::int64_t>{z, y, x});
        }
      }
    }
  }
};

/** Labels as int32 that may be changed. */
at::Tensor
OwnInt32Labels(const at::Tensor & labels)
{
  return labels.scalar_type() == at::kInt ? Copied(labels) : Int32Labels(labels);
}

StructureBox
Find(const Volume & labels, std::span<const std::int64_t> values)
{
  const auto isMember = [&](std::int64_t value) {
    return std::find(values.begin(), values.end(), value) != values.end();
  };
  if (values.empty() || isMember(0))
  {
    Fail(ErrorKind::Usage,
         "postprocessing: found the label values [{}], expected one or more, none of them 0 (background)",
         fmt::join(values, ", "));
  }
  if (labels.voxels.dim() != 4 || labels.voxels.size(0) != 1)
  {
    Fail(ErrorKind::BadInput, "postprocessing: found voxels of shape [{}], expected a label map [1, D, H, W]",
         fmt::join(labels.voxels.sizes(), ", "));
  }
  StructureBox result;
  result.labels = {OwnInt32Labels(labels.voxels), labels.geometry};
  const Zyx<std::int64_t> & size = labels.geometry.size;
  result.box = WholeBox(size);
  Box found{size, {0, 0, 0}};
  result.ForEach([&](std::size_t, std::int32_t value, const Zyx<std::int64_t> & voxel) {
    if (value != 0 && isMember(value))
    {
      for (std::size_t axis = 0; axis < 3; ++axis)
      {
        found.lower[axis] = std::min(found.lower[axis], voxel[axis]);
        found.upper[axis] = std::max(found.upper[axis], voxel[axis] + 1);
      }
    }
  });
  result.box = found.Empty() ? Box{} : found;
  result.inside.resize(static_cast<std::size_t>(Product(result.box.Size())));
  result.ForEach([&](std::size_t index, std::int32_t value, const Zyx<std::int64_t> &) {
    result.inside[index] = value != 0 && isMember(value);
  });
  return result;
}

/** Sets the components of the structure to 0 that `keeps` says no to, given their number of voxels and the largest
 * such. */
Volume
RemoveComponents(const Volume & labels, std::span<const std::int64_t> values,
                 const std::function<bool(std::int64_t voxels, std::int64_t largest)> & keeps)
{
  StructureBox structure = Find(labels, values);
  if (structure.box.Empty())
  {
    return structure.labels;
  }
  const ComponentMap map = FindComponents(structure.inside, structure.box.Size(), Connectivity::Full);
  std::vector<std::int64_t> voxels(map.count + 1, 0);
  for (const std::uint32_t component : map.components)
  {
    voxels[component] += component != 0;
  }
  const std::int64_t largest = *std::max_element(voxels.begin(), voxels.end());
  structure.ForEach([&](std::size_t index, std::int32_t & value, const Zyx<std::int64_t> &) {
    const std::uint32_t component = map.components[index];
    if (component != 0 && !keeps(voxels[component], largest))
    {
      value = 0;
    }
  });
  return structure.labels;
}

} // namespace

Volume
KeepLargestComponent(const Volume & labels, std::span<const std::int64_t> values)
{
  return RemoveComponents(labels, values, [](std::int64_t voxels, std::int64_t largest) { return voxels == largest; });
}

Volume
RemoveSmallComponents(const Volume & labels, std::span<const std::int64_t> values, double minimumMm3)
{
  if (!(minimumMm3 >= 0.0) || std::isinf(minimumMm3))
  {
    Fail(ErrorKind::Usage, "minimum volume: found {}, expected cubic millimeters, 0 or more", minimumMm3);
  }
  // The slack keeps a component of exactly the minimum, whatever the product of the spacings rounds to.
  const double minimumVoxels = minimumMm3 / VoxelVolumeMm3(labels.geometry) * (1.0 - 1e-9);
  return RemoveComponents(labels, values, [minimumVoxels](std::int64_t voxels, std::int64_t) {
    return static_cast<double>(voxels) >= minimumVoxels;
  });
}

Volume
FillHoles(const Volume & labels, std::span<const std::int64_t> values, std::int64_t fillWith)
{
  StructureBox structure = Find(labels, values);
  if (structure.box.Empty())
  {
    return structure.labels;
  }
  std::vector<std::uint8_t> outside(structure.inside.size());
  std::transform(structure.inside.begin(), structure.inside.end(), outside.begin(), [](auto v) { return v == 0; });
  const ComponentMap map = FindComponents(outside, structure.box.Size(), Connectivity::Faces);

  // From a face of the box the way out of the image is straight and meets nothing of the structure.
  std::vector<bool> isOpen(map.count + 1, false);
  const Box & box = structure.box;
  structure.ForEach([&](std::size_t index, std::int32_t, const Zyx<std::int64_t> & voxel) {
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      const bool onFace = voxel[axis] == box.lower[axis] || voxel[axis] == box.upper[axis] - 1;
      if (onFace && labels.geometry.size[axis] > 1)
      {
        isOpen[map.components[index]] = true;
      }
    }
  });
  structure.ForEach([&](std::size_t index, std::int32_t & value, const Zyx<std::int64_t> &) {
    if (value == 0 && !isOpen[map.components[index]])
    {
      value = static_cast<std::int32_t>(fillWith);
    }
  });
  return structure.labels;
}

} // namespace vox
