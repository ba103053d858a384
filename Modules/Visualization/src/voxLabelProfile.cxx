// SPDX-License-Identifier: Apache-2.0
#include "voxLabelProfile.h"

#include "voxParallelFor.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <mutex>
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

LabelProfile &
ProfileOf(Profiles & profiles, std::int32_t value, const Zyx<std::int64_t> & size)
{
  LabelProfile & profile = profiles[value];
  for (std::size_t axis = 0; axis < 3 && profile[axis].empty(); ++axis)
  {
    profile[axis].assign(static_cast<std::size_t>(size[axis]), 0);
  }
  return profile;
}

/** Adds voxels of one label that lie side by side: `first` is the place of the first in the grid, `step` that to the
 * next. */
void
AddRun(LabelProfile & profile, std::int64_t length, const Zyx<double> & first, const Zyx<double> & step,
       const Zyx<std::int64_t> & size)
{
  for (std::int64_t i = 0; i < length; ++i)
  {
    const Zyx<double> place = Sum(first, step, static_cast<double>(i));
    std::array<std::int64_t, 3> index{};
    bool isInside = true;
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      index[axis] = static_cast<std::int64_t>(std::floor(place[axis] + 0.5));
      isInside = isInside && index[axis] >= 0 && index[axis] < size[axis];
    }
    for (std::size_t axis = 0; isInside && axis < 3; ++axis)
    {
      ++profile[axis][static_cast<std::size_t>(index[axis])];
    }
  }
}

/** The axis of the grid along which a step goes by one voxel, up or down; 3 where it goes otherwise. */
std::size_t
AxisOf(const Zyx<double> & step)
{
  constexpr double Rounding = 1e-7;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    const double others = std::abs(step[(axis + 1) % 3]) + std::abs(step[(axis + 2) % 3]);
    if (std::abs(std::abs(step[axis]) - 1.0) < Rounding && others < Rounding)
    {
      return axis;
    }
  }
  return 3;
}

/** The same as AddRun along an axis of the grid, where two of the three places stay. */
void
AddRunAlong(LabelProfile & profile, std::int64_t length, const Zyx<double> & first, const Zyx<double> & step,
            std::size_t along, const Zyx<std::int64_t> & size)
{
  Zyx<std::int64_t> index{};
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    index[axis] = static_cast<std::int64_t>(std::floor(first[axis] + 0.5));
    if (axis != along && (index[axis] < 0 || index[axis] >= size[axis]))
    {
      return;
    }
  }
  const std::int64_t last = index[along] + (step[along] > 0.0 ? length - 1 : 1 - length);
  const std::int64_t lower = std::max<std::int64_t>(0, std::min(index[along], last));
  const std::int64_t upper = std::min(size[along] - 1, std::max(index[along], last));
  if (lower > upper)
  {
    return;
  }
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    if (axis != along)
    {
      profile[axis][static_cast<std::size_t>(index[axis])] += upper - lower + 1;
    }
  }
  for (std::int64_t i = lower; i <= upper; ++i)
  {
    ++profile[along][static_cast<std::size_t>(i)];
  }
}

/** Adds the labeled voxels of one row. */
void
AddRow(Profiles & profiles, const std::int32_t * row, std::int64_t length, const Zyx<double> & first,
       const Zyx<double> & step, const Zyx<std::int64_t> & size)
{
  const std::size_t along = AxisOf(step);
  for (std::int64_t begin = 0, end = 0; begin < length; begin = end)
  {
    end = std::find_if(row + begin, row + length, [=](std::int32_t value) { return value != row[begin]; }) - row;
    if (row[begin] == 0)
    {
      continue;
    }
    LabelProfile & profile = ProfileOf(profiles, row[begin], size);
    const Zyx<double> place = Sum(first, step, static_cast<double>(begin));
    along < 3 ? AddRunAlong(profile, end - begin, place, step, along, size)
              : AddRun(profile, end - begin, place, step, size);
  }
}

void
AddProfiles(Profiles & sum, const Profiles & profiles, const Zyx<std::int64_t> & size)
{
  for (const auto & [value, profile] : profiles)
  {
    LabelProfile & total = ProfileOf(sum, static_cast<std::int32_t>(value), size);
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      std::ranges::transform(total[axis], profile[axis], total[axis].begin(), std::plus<>());
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
  // Counts, so that the order in which threads add them does not matter.
  Profiles profiles;
  std::mutex mutex;
  constexpr std::int64_t SlicesPerPart = 16;
  ParallelFor(0, size.z, SlicesPerPart, at::get_num_threads(), [&](std::int64_t begin, std::int64_t end) {
    Profiles part;
    for (std::int64_t z = begin; z < end; ++z)
    {
      const Zyx<double> slice = Sum(origin, steps[0], static_cast<double>(z));
      for (std::int64_t y = 0; y < size.y; ++y)
      {
        AddRow(part, values + (z * size.y + y) * size.x, size.x, Sum(slice, steps[1], static_cast<double>(y)), steps[2],
               grid.size);
      }
    }
    const std::lock_guard lock(mutex);
    AddProfiles(profiles, part, grid.size);
  });
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
