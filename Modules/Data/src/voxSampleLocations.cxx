// SPDX-License-Identifier: Apache-2.0
#include "voxCaseFile.h"
#include "voxError.h"
#include "voxNumpyRandom.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <unordered_map>

namespace vox
{

namespace
{
constexpr std::uint32_t locationSeed = 1234;

/** nnU-Net's number of locations to keep: all up to 10,000, beyond that 10,000 or one percent. */
std::int64_t
KeptCount(std::int64_t count)
{
  const std::int64_t onePercent = (count + 99) / 100;
  return std::max(std::min<std::int64_t>(count, 10000), onePercent);
}

/** Linear index of every voxel of each wanted value, ascending. */
std::unordered_map<std::int64_t, std::vector<std::int64_t>>
VoxelsByValue(const at::Tensor & labels, const std::vector<std::vector<std::int64_t>> & structures)
{
  std::unordered_map<std::int64_t, std::vector<std::int64_t>> voxels;
  for (const std::vector<std::int64_t> & values : structures)
  {
    for (const std::int64_t value : values)
    {
      voxels.try_emplace(value);
    }
  }
  const at::Tensor contiguous = labels.to(at::kInt).contiguous();
  const std::int32_t * data = contiguous.const_data_ptr<std::int32_t>();
  // Neighbors mostly share a label: remember the last look-up.
  std::int32_t lastValue = 0;
  auto entry = voxels.find(lastValue);
  for (std::int64_t index = 0; index < contiguous.numel(); ++index)
  {
    if (data[index] != lastValue)
    {
      lastValue = data[index];
      entry = voxels.find(lastValue);
    }
    if (entry != voxels.end())
    {
      entry->second.push_back(index);
    }
  }
  return voxels;
}
/** Voxel `position` of those that have the first value, then the second one, and so on. */
std::int64_t
VoxelAt(const std::unordered_map<std::int64_t, std::vector<std::int64_t>> & voxels,
        const std::vector<std::int64_t> & values, std::int64_t position)
{
  auto value = values.begin();
  for (; position >= std::ssize(voxels.at(*value)); ++value)
  {
    position -= std::ssize(voxels.at(*value));
  }
  return voxels.at(*value)[static_cast<std::size_t>(position)];
}
} // namespace

std::vector<at::Tensor>
SampleLocations(const at::Tensor & labels, const std::vector<std::vector<std::int64_t>> & structures)
{
  if (!labels.defined() || labels.dim() != 3)
  {
    Fail(ErrorKind::Internal, "labels: found {} dimensions, expected 3 [D, H, W]", labels.defined() ? labels.dim() : 0);
  }
  const auto voxels = VoxelsByValue(labels, structures);
  const std::int64_t rowLength = labels.size(2);
  const std::int64_t rows = labels.size(1);
  NumpyRandom random(locationSeed); // one generator through all structures, as in nnU-Net
  std::vector<at::Tensor> result;
  for (const std::vector<std::int64_t> & values : structures)
  {
    std::int64_t count = 0;
    for (const std::int64_t value : values)
    {
      count += std::ssize(voxels.at(value));
    }
    const std::int64_t kept = KeptCount(count);
    const at::Tensor locations = at::empty({kept, 3}, at::kInt);
    std::int32_t * out = locations.mutable_data_ptr<std::int32_t>();
    if (kept > 0)
    {
      for (const std::int64_t drawn : random.ChoiceWithoutReplacement(count, kept))
      {
        const std::int64_t index = VoxelAt(voxels, values, drawn);
        *out++ = static_cast<std::int32_t>(index / (rows * rowLength));
        *out++ = static_cast<std::int32_t>(index / rowLength % rows);
        *out++ = static_cast<std::int32_t>(index % rowLength);
      }
    }
    result.push_back(locations);
  }
  return result;
}

} // namespace vox
