// SPDX-License-Identifier: Apache-2.0
#include "voxLabelProfile.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace vox
{
namespace
{

using Profiles = std::map<std::int64_t, LabelProfile>;

Zyx<double>
Sum(const Zyx<double> & a, const Zyx<double> & b, double times)
{
  return {a.z + times * b.z, a.y + times * b.y, a.x + times * b.x};
}

/** Adds the labeled voxels of one row: `first` is the place of its first voxel in the grid, `step` that to the next. */
void
AddRow(Profiles & profiles, const std::int32_t * row, std::int64_t length, const Zyx<double> & first,
       const Zyx<double> & step, const Zyx<std::int64_t> & size)
{
  std::int32_t last = 0;
  LabelProfile * profile = nullptr;
  for (std::int64_t x = 0; x < length; ++x)
  {
    if (row[x] == 0)
    {
      continue;
    }
    if (profile == nullptr || row[x] != last)
    {
      last = row[x];
      profile = &profiles[last];
      if ((*profile)[0].empty())
      {
        for (std::size_t axis = 0; axis < 3; ++axis)
        {
          (*profile)[axis].assign(static_cast<std::size_t>(size[axis]), 0);
        }
      }
    }
    const Zyx<double> place = Sum(first, step, static_cast<double>(x));
    std::array<std::int64_t, 3> index{};
    bool isInside = true;
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      index[axis] = static_cast<std::int64_t>(std::floor(place[axis] + 0.5));
      isInside = isInside && index[axis] >= 0 && index[axis] < size[axis];
    }
    for (std::size_t axis = 0; isInside && axis < 3; ++axis)
    {
      ++(*profile)[axis][static_cast<std::size_t>(index[axis])];
    }
  }
}

bool
IsEmpty(const LabelProfile & profile)
{
  return std::ranges::all_of(profile[0], [](std::int64_t count) { return count == 0; });
}

} // namespace

std::map<std::int64_t, LabelProfile>
LabelProfiles(const Volume & labels, const ImageGeometry & grid)
{
  const at::Tensor voxels = labels.voxels.contiguous();
  const std::int32_t * values = voxels.const_data_ptr<std::int32_t>();
  const auto & size = labels.geometry.size;
  const auto inGrid = [&](const Zyx<double> & voxel) {
    return VoxelFromWorld(grid, WorldFromVoxel(labels.geometry, voxel));
  };
  const Zyx<double> origin = inGrid({0.0, 0.0, 0.0});
  const std::array<Zyx<double>, 3> steps{Sum(inGrid({1.0, 0.0, 0.0}), origin, -1.0),
                                         Sum(inGrid({0.0, 1.0, 0.0}), origin, -1.0),
                                         Sum(inGrid({0.0, 0.0, 1.0}), origin, -1.0)};
  Profiles profiles;
  for (std::int64_t z = 0; z < size.z; ++z)
  {
    const Zyx<double> slice = Sum(origin, steps[0], static_cast<double>(z));
    for (std::int64_t y = 0; y < size.y; ++y)
    {
      AddRow(profiles, values + (z * size.y + y) * size.x, size.x, Sum(slice, steps[1], static_cast<double>(y)),
             steps[2], grid.size);
    }
  }
  std::erase_if(profiles, [](const auto & entry) { return IsEmpty(entry.second); });
  return profiles;
}

Box
LabeledBox(const std::map<std::int64_t, LabelProfile> & profiles)
{
  Box box;
  for (std::size_t axis = 0; axis < 3 && !profiles.empty(); ++axis)
  {
    const auto size = static_cast<std::int64_t>(profiles.begin()->second[axis].size());
    box.lower[axis] = size;
    for (const auto & [value, profile] : profiles)
    {
      const auto isLabeled = [](std::int64_t count) { return count > 0; };
      const auto first = std::ranges::find_if(profile[axis], isLabeled) - profile[axis].begin();
      const auto last = std::find_if(profile[axis].rbegin(), profile[axis].rend(), isLabeled) - profile[axis].rbegin();
      box.lower[axis] = std::min<std::int64_t>(box.lower[axis], first);
      box.upper[axis] = std::max<std::int64_t>(box.upper[axis], size - last);
    }
  }
  return box;
}

std::vector<std::int64_t>
LabeledSlices(const std::map<std::int64_t, LabelProfile> & profiles, std::size_t axis, std::int64_t count)
{
  if (profiles.empty())
  {
    return {};
  }
  std::vector<double> shown(profiles.begin()->second[axis].size(), 0.0);
  for (const auto & [value, profile] : profiles)
  {
    const auto total =
        static_cast<double>(std::accumulate(profile[axis].begin(), profile[axis].end(), std::int64_t{0}));
    for (std::size_t i = 0; i < shown.size(); ++i)
    {
      shown[i] += static_cast<double>(profile[axis][i]) / total;
    }
  }
  std::vector<std::int64_t> labeled;
  for (std::size_t i = 0; i < shown.size(); ++i)
  {
    if (shown[i] > 0.0)
    {
      labeled.push_back(static_cast<std::int64_t>(i));
    }
  }
  if (static_cast<std::int64_t>(labeled.size()) <= count)
  {
    return labeled;
  }
  // The middle of each share; a slice that is taken already passes it on to the next.
  const auto shares = static_cast<double>(profiles.size());
  std::vector<std::int64_t> chosen;
  double sum = 0.0;
  for (std::size_t i = 0; i < labeled.size() && static_cast<std::int64_t>(chosen.size()) < count; ++i)
  {
    sum += shown[static_cast<std::size_t>(labeled[i])];
    const double wanted = (static_cast<double>(chosen.size()) + 0.5) * shares / static_cast<double>(count);
    const bool isNeeded =
        static_cast<std::int64_t>(labeled.size() - i) <= count - static_cast<std::int64_t>(chosen.size());
    if (sum >= wanted || isNeeded)
    {
      chosen.push_back(labeled[i]);
    }
  }
  return chosen;
}

} // namespace vox
