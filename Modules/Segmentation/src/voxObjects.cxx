// SPDX-License-Identifier: Apache-2.0
#include "voxObjects.h"

#include "voxGrayValues.h"
#include "voxLabelOrder.h"
#include "voxMaskComponents.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace vox
{
namespace
{

/** Calls visit(index in the image, voxel) for the voxels of a box, x fastest. */
template <typename TVisit>
void
ForEachIn(const Box & box, const Zyx<std::int64_t> & size, TVisit && visit)
{
  for (std::int64_t z = box.lower.z; z < box.upper.z; ++z)
  {
    for (std::int64_t y = box.lower.y; y < box.upper.y; ++y)
    {
      for (std::int64_t x = box.lower.x; x < box.upper.x; ++x)
      {
        visit(static_cast<std::size_t>((z * size.y + y) * size.x + x), Zyx<std::int64_t>{z, y, x});
      }
    }
  }
}

void
Include(Box & box, const Zyx<std::int64_t> & voxel)
{
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    box.lower[axis] = std::min(box.lower[axis], voxel[axis]);
    box.upper[axis] = std::max(box.upper[axis], voxel[axis] + 1);
  }
}

/** The box of each label above 0. */
std::map<std::int32_t, Box>
LabelBoxes(std::span<const std::int32_t> labels, const Zyx<std::int64_t> & size)
{
  const Box nothing{size, {0, 0, 0}};
  std::map<std::int32_t, Box> boxes;
  ForEachIn(WholeBox(size), size, [&](std::size_t index, const Zyx<std::int64_t> & voxel) {
    if (labels[index] != 0)
    {
      Include(boxes.try_emplace(labels[index], nothing).first->second, voxel);
    }
  });
  return boxes;
}

double
SizeOfVoxel(const ImageGeometry & geometry)
{
  return geometry.size.z == 1 ? geometry.spacingMm.y * geometry.spacingMm.x : VoxelVolumeMm3(geometry);
}

/** Objects as they are found, label by label. */
class ObjectFinder
{
public:
  ObjectFinder(std::span<const std::int32_t> labels, const ImageGeometry & geometry)
      : m_Labels(labels), m_Geometry(geometry), m_Map(NewLabels(geometry)), m_Numbers(MutableLabels(m_Map))
  {
    std::fill(m_Numbers.begin(), m_Numbers.end(), 0);
  }

  void
  Add(std::int32_t label, const Box & box, ObjectConnectivity connectivity)
  {
    Mask mask;
    mask.reserve(static_cast<std::size_t>(Product(box.Size())));
    ForEachIn(box, m_Geometry.size,
              [&](std::size_t index, const Zyx<std::int64_t> &) { mask.push_back(m_Labels[index] == label); });
    const MaskComponents parts = FindMaskComponents(mask, box.Size(), connectivity);
    const std::size_t before = m_Objects.size();
    m_Objects.resize(before + static_cast<std::size_t>(parts.count), {.label = label, .box = {m_Geometry.size, {}}});
    auto part = parts.numbers.begin();
    ForEachIn(box, m_Geometry.size, [&](std::size_t index, const Zyx<std::int64_t> & voxel) {
      if (*part != 0)
      {
        const std::size_t position = before + static_cast<std::size_t>(*part) - 1;
        m_Numbers[index] = static_cast<std::int32_t>(position + 1);
        SegmentedObject & object = m_Objects[position];
        ++object.voxels;
        Include(object.box, voxel);
        for (std::size_t axis = 0; axis < 3; ++axis)
        {
          object.centroidVoxel[axis] += static_cast<double>(voxel[axis]);
        }
      }
      ++part;
    });
  }

  /** The objects that are large enough, in their final order. */
  [[nodiscard]] ObjectMap
  Finish(double minimumSize)
  {
    // The slack keeps an object of exactly the minimum, whatever the product of the spacings rounds to.
    const double least = minimumSize * (1.0 - 1e-9);
    std::vector<std::int64_t> sizes;
    for (SegmentedObject & object : m_Objects)
    {
      object.size = static_cast<double>(object.voxels) * SizeOfVoxel(m_Geometry);
      sizes.push_back(object.voxels);
    }
    std::vector<std::int32_t> numberAt(m_Objects.size() + 1, 0);
    ObjectMap result;
    for (const std::size_t position : OrderBySize(sizes))
    {
      SegmentedObject & object = m_Objects[position];
      if (object.size >= least)
      {
        object.number = static_cast<std::int64_t>(result.objects.size()) + 1;
        numberAt[position + 1] = static_cast<std::int32_t>(object.number);
        for (std::size_t axis = 0; axis < 3; ++axis)
        {
          object.centroidVoxel[axis] /= static_cast<double>(object.voxels);
        }
        object.centroidLps = WorldFromVoxel(m_Geometry, object.centroidVoxel);
        result.objects.push_back(object);
      }
    }
    for (std::int32_t & number : m_Numbers)
    {
      number = numberAt[static_cast<std::size_t>(number)];
    }
    result.labels = std::move(m_Map);
    return result;
  }

private:
  const std::span<const std::int32_t> m_Labels;
  const ImageGeometry m_Geometry;
  Volume m_Map;
  const std::span<std::int32_t> m_Numbers;
  std::vector<SegmentedObject> m_Objects;
};

/** A new map of combine(label, number of the object). */
template <typename TCombine>
Volume
Combined(const Volume & labels, const ObjectMap & map, TCombine && combine)
{
  const VoxelValues<std::int32_t> values = LabelValues(labels);
  const VoxelValues<std::int32_t> numbers = LabelValues(map.labels);
  RequireSameGeometry(map.labels.geometry, "the objects", labels.geometry, "the labels");
  Volume result = NewLabels(labels.geometry);
  std::transform(values.values.begin(), values.values.end(), numbers.values.begin(), MutableLabels(result).begin(),
                 combine);
  return result;
}

} // namespace

void
Validate(const ObjectOptions & options)
{
  if (!(options.minimumSize >= 0.0) || std::isinf(options.minimumSize))
  {
    Fail(ErrorKind::Usage, "minimum_size: found {}, expected mm3 (mm2 in 2D), 0 or more", options.minimumSize);
  }
}

ObjectMap
FindObjects(const Volume & labels, const ObjectOptions & options)
{
  Validate(options);
  const VoxelValues<std::int32_t> values = LabelValues(labels);
  ObjectFinder finder(values.values, labels.geometry);
  for (const auto & [label, box] : LabelBoxes(values.values, labels.geometry.size))
  {
    finder.Add(label, box, options.connectivity);
  }
  return finder.Finish(options.minimumSize);
}

Volume
KeepObjects(const Volume & labels, const ObjectMap & map)
{
  return Combined(labels, map, [](std::int32_t label, std::int32_t number) { return number == 0 ? 0 : label; });
}

Volume
PanopticMap(const Volume & labels, const ObjectMap & map, std::int64_t offset)
{
  std::int64_t label = 0;
  for (const SegmentedObject & object : map.objects)
  {
    label = std::max(label, object.label);
  }
  const auto count = static_cast<std::int64_t>(map.objects.size());
  if (offset < 1 || count >= offset)
  {
    Fail(ErrorKind::BadInput, "panoptic offset: found {} for {} objects, expected more than there are objects", offset,
         count);
  }
  if (label > (std::numeric_limits<std::int32_t>::max() - count) / offset)
  {
    Fail(ErrorKind::BadInput, "panoptic offset: found {} for labels up to {}, expected label x offset below 2^31",
         offset, label);
  }
  return Combined(labels, map, [offset](std::int32_t value, std::int32_t number) {
    return number == 0 ? 0 : static_cast<std::int32_t>(value * offset + number);
  });
}

} // namespace vox
