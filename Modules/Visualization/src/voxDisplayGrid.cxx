// SPDX-License-Identifier: Apache-2.0
#include "voxDisplayGrid.h"

#include "voxOrientation.h"
#include "voxTensorMemory.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>

namespace vox
{
namespace
{

/** z, y, x of a grid in RAS order that lies along the patient's axes, in LPS. */
constexpr Matrix3 PatientAxes{{{0.0, 0.0, -1.0}, {0.0, -1.0, 0.0}, {1.0, 0.0, 0.0}}};

ImageGeometry
AlongPatient(const ImageGeometry & image)
{
  // In millimeters along superior, anterior, right: the bounds of the outer corners, half a voxel beyond the centers.
  constexpr double Infinite = std::numeric_limits<double>::infinity();
  Zyx<double> lower{Infinite, Infinite, Infinite};
  Zyx<double> upper{-Infinite, -Infinite, -Infinite};
  for (unsigned corner = 0; corner < 8; ++corner)
  {
    Zyx<double> voxel{};
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      voxel[axis] = (corner >> axis & 1U) != 0U ? static_cast<double>(image.size[axis]) - 0.5 : -0.5;
    }
    const Vector3 world = WorldFromVoxel(image, voxel);
    const Zyx<double> along{world[2], -world[1], -world[0]};
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      lower[axis] = std::min(lower[axis], along[axis]);
      upper[axis] = std::max(upper[axis], along[axis]);
    }
  }
  const double spacing = std::min({image.spacingMm.z, image.spacingMm.y, image.spacingMm.x});
  ImageGeometry grid;
  grid.directionLps = PatientAxes;
  grid.spacingMm = {spacing, spacing, spacing};
  Zyx<double> first{};
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    const double extent = upper[axis] - lower[axis];
    grid.size[axis] = std::max<std::int64_t>(1, static_cast<std::int64_t>(std::ceil(extent / spacing - 1e-6)));
    first[axis] = (lower[axis] + upper[axis] - static_cast<double>(grid.size[axis] - 1) * spacing) / 2.0;
  }
  grid.originLps = {-first.x, -first.y, first.z};
  return grid;
}

/** Continuous indices of a volume for the pixels of a slice: the first pixel, and the steps to the next row and column.
 */
struct SlicePlane
{
  Zyx<double> first;
  Zyx<double> perRow;
  Zyx<double> perColumn;
};

Zyx<double>
Difference(const Zyx<double> & a, const Zyx<double> & b)
{
  return {a.z - b.z, a.y - b.y, a.x - b.x};
}

SlicePlane
PlaneIn(const ImageGeometry & volume, const ImageGeometry & grid, const SliceView & view, std::int64_t index)
{
  const auto at = [&](double row, double column) {
    Zyx<double> voxel{};
    voxel[view.normalAxis] = static_cast<double>(index);
    voxel[view.rowAxis] = static_cast<double>(grid.size[view.rowAxis] - 1) - row;
    voxel[view.columnAxis] = static_cast<double>(grid.size[view.columnAxis] - 1) - column;
    return VoxelFromWorld(volume, WorldFromVoxel(grid, voxel));
  };
  const Zyx<double> first = at(0.0, 0.0);
  return {first, Difference(at(1.0, 0.0), first), Difference(at(0.0, 1.0), first)};
}

/** A position that is whole but for rounding becomes so. */
double
Settled(double position)
{
  constexpr double Rounding = 1e-4;
  const double whole = std::round(position);
  return std::abs(position - whole) < Rounding ? whole : position;
}

/** Voxels of one channel around a position. */
template <typename TVoxel> class Sampler
{
public:
  Sampler(const TVoxel * values, const Zyx<std::int64_t> & size) : m_Values(values), m_Size(size) {}

  [[nodiscard]] TVoxel
  Nearest(const Zyx<double> & place) const
  {
    return At(Below(place.z + 0.5), Below(place.y + 0.5), Below(place.x + 0.5));
  }

  [[nodiscard]] float
  Linear(const Zyx<double> & place) const
  {
    double sum = 0.0;
    for (unsigned corner = 0; corner < 8; ++corner)
    {
      Zyx<std::int64_t> voxel{};
      double weight = 1.0;
      for (std::size_t axis = 0; axis < 3; ++axis)
      {
        const std::int64_t below = Below(place[axis]);
        const double fraction = place[axis] - static_cast<double>(below);
        const bool isUpper = (corner >> axis & 1U) != 0U;
        voxel[axis] = isUpper ? below + 1 : below;
        weight *= isUpper ? fraction : 1.0 - fraction;
      }
      if (weight > 0.0) // a voxel of no weight may hold NaN
      {
        sum += weight * static_cast<double>(At(voxel.z, voxel.y, voxel.x));
      }
    }
    return static_cast<float>(sum);
  }

private:
  static std::int64_t
  Below(double position)
  {
    return static_cast<std::int64_t>(std::floor(position));
  }

  [[nodiscard]] TVoxel
  At(std::int64_t z, std::int64_t y, std::int64_t x) const
  {
    z = std::clamp<std::int64_t>(z, 0, m_Size.z - 1);
    y = std::clamp<std::int64_t>(y, 0, m_Size.y - 1);
    x = std::clamp<std::int64_t>(x, 0, m_Size.x - 1);
    return m_Values[(z * m_Size.y + y) * m_Size.x + x];
  }

  const TVoxel * m_Values;
  Zyx<std::int64_t> m_Size;
};

/** What to add to the place of a voxel in memory for the next row and column, where each pixel of the plane is a voxel.
 */
struct VoxelSteps
{
  std::int64_t first = 0;
  std::int64_t perRow = 0;
  std::int64_t perColumn = 0;
};

/** None where pixels lie between voxels, or outside of the volume. */
std::optional<VoxelSteps>
StepsOf(const SlicePlane & plane, std::int64_t height, std::int64_t width, const Zyx<std::int64_t> & size)
{
  constexpr double Rounding = 1e-5;
  const Zyx<std::int64_t> strides{size.y * size.x, size.x, 1};
  VoxelSteps steps;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    const double first = std::round(plane.first[axis]);
    const double perRow = std::round(plane.perRow[axis]);
    const double perColumn = std::round(plane.perColumn[axis]);
    const double error = std::abs(plane.first[axis] - first) +
                         std::abs(plane.perRow[axis] - perRow) * static_cast<double>(height) +
                         std::abs(plane.perColumn[axis] - perColumn) * static_cast<double>(width);
    const double toLastRow = perRow * static_cast<double>(height - 1);
    const double toLastColumn = perColumn * static_cast<double>(width - 1);
    const double lowest = first + std::min(0.0, toLastRow) + std::min(0.0, toLastColumn);
    const double highest = first + std::max(0.0, toLastRow) + std::max(0.0, toLastColumn);
    if (error > Rounding || lowest < 0.0 || highest > static_cast<double>(size[axis] - 1))
    {
      return std::nullopt;
    }
    steps.first += static_cast<std::int64_t>(first) * strides[axis];
    steps.perRow += static_cast<std::int64_t>(perRow) * strides[axis];
    steps.perColumn += static_cast<std::int64_t>(perColumn) * strides[axis];
  }
  return steps;
}

/** A slice that is one of the volume, as it stands there. */
template <typename TVoxel>
void
CopyPlane(const TVoxel * voxels, const VoxelSteps & steps, std::int64_t height, std::int64_t width, TVoxel * out)
{
  for (std::int64_t row = 0; row < height; ++row)
  {
    const TVoxel * from = voxels + steps.first + row * steps.perRow;
    for (std::int64_t column = 0; column < width; ++column)
    {
      *out++ = from[column * steps.perColumn];
    }
  }
}

/** Fills [h, w] with what `sample(sampler, place)` says of each pixel inside of the volume. */
template <typename TVoxel, typename TSample>
void
SamplePlane(const Sampler<TVoxel> & sampler, const SlicePlane & plane, const Zyx<std::int64_t> & size,
            std::int64_t height, std::int64_t width, const TSample & sample, TVoxel * out)
{
  for (std::int64_t row = 0; row < height; ++row)
  {
    for (std::int64_t column = 0; column < width; ++column, ++out)
    {
      Zyx<double> place{};
      bool isInside = true;
      for (std::size_t axis = 0; axis < 3; ++axis)
      {
        place[axis] = Settled(plane.first[axis] + static_cast<double>(row) * plane.perRow[axis] +
                              static_cast<double>(column) * plane.perColumn[axis]);
        // Half a voxel beyond the outer centers belongs to the volume.
        isInside = isInside && place[axis] >= -0.5 && place[axis] < static_cast<double>(size[axis]) - 0.5;
      }
      if (isInside)
      {
        *out = sample(sampler, place);
      }
    }
  }
}

template <typename TVoxel, typename TSample>
at::Tensor
SampledPlane(const Volume & volume, const SlicePlane & plane, std::int64_t height, std::int64_t width, double outside,
             const TSample & sample)
{
  const at::Tensor voxels = Contiguous(volume.voxels);
  const auto & size = volume.geometry.size;
  const std::array<std::int64_t, 3> sizes{voxels.size(0), height, width};
  const at::Tensor result = NewTensor(sizes, c10::CppTypeToScalarType<TVoxel>::value);
  std::fill_n(MutableValuesOf<TVoxel>(result), result.numel(), static_cast<TVoxel>(outside));
  const auto steps = StepsOf(plane, height, width, size);
  for (std::int64_t channel = 0; channel < voxels.size(0); ++channel)
  {
    const TVoxel * values = ValuesOf<TVoxel>(voxels) + channel * size.z * size.y * size.x;
    TVoxel * out = MutableValuesOf<TVoxel>(result) + channel * height * width;
    steps ? CopyPlane(values, *steps, height, width, out)
          : SamplePlane(Sampler<TVoxel>(values, size), plane, size, height, width, sample, out);
  }
  return result;
}

} // namespace

double
ObliqueAngle(const ImageGeometry & geometry)
{
  double angle = 0.0;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    double nearest = 0.0;
    for (std::size_t world = 0; world < 3; ++world)
    {
      nearest = std::max(nearest, std::abs(geometry.directionLps[world][axis]));
    }
    angle = std::max(angle, std::acos(std::min(nearest, 1.0)) * 180.0 / std::numbers::pi);
  }
  return angle;
}

ImageGeometry
DisplayGeometry(const ImageGeometry & image, bool alongVoxels)
{
  constexpr double AlignedDegrees = 0.1;
  const bool isSlice = std::min({image.size.z, image.size.y, image.size.x}) == 1;
  return alongVoxels || isSlice || ObliqueAngle(image) < AlignedDegrees ? Reordered(image, OrderToRas(image))
                                                                        : AlongPatient(image);
}

at::Tensor
SampledSlice(const Volume & volume, const ImageGeometry & grid, const SliceView & view, std::int64_t index,
             SliceSampling sampling, double outside)
{
  const std::int64_t height = grid.size[view.rowAxis];
  const std::int64_t width = grid.size[view.columnAxis];
  const SlicePlane plane = PlaneIn(volume.geometry, grid, view, index);
  if (sampling == SliceSampling::Nearest)
  {
    return SampledPlane<std::int32_t>(volume, plane, height, width, outside,
                                      [](const auto & sampler, const auto & place) { return sampler.Nearest(place); });
  }
  return SampledPlane<float>(volume, plane, height, width, outside,
                             [](const auto & sampler, const auto & place) { return sampler.Linear(place); });
}

} // namespace vox
