// SPDX-License-Identifier: Apache-2.0
#include "voxExtractSurfaces.h"

#include "voxBoundaryValues.h"
#include "voxExpectError.h"
#include "voxGeometryExamples.h"
#include "voxReadVolume.h"
#include "voxTensorMemory.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numbers>

namespace vox::testing
{
namespace
{

/** Label 1 where `inside` says so. */
Segmentation
Labels(const ImageGeometry & geometry, const std::function<bool(const Zyx<std::int64_t> &)> & inside)
{
  const Zyx<std::int64_t> & size = geometry.size;
  const at::Tensor voxels = NewTensor(std::array<std::int64_t, 4>{1, size.z, size.y, size.x}, at::kInt);
  std::int32_t * value = MutableValuesOf<std::int32_t>(voxels);
  for (Zyx<std::int64_t> at{0, 0, 0}; at.z < size.z; ++at.z)
  {
    for (at.y = 0; at.y < size.y; ++at.y)
    {
      for (at.x = 0; at.x < size.x; ++at.x)
      {
        *value++ = inside(at) ? 1 : 0;
      }
    }
  }
  return {{{voxels, geometry}}, {{1, "thing", {}, {}, 0}}};
}

std::int64_t
CountVoxels(const Segmentation & segmentation)
{
  const at::Tensor & voxels = segmentation.layers.front().voxels;
  const std::int32_t * values = ValuesOf<std::int32_t>(voxels);
  return std::count_if(values, values + voxels.numel(), [](std::int32_t value) { return value != 0; });
}

std::function<bool(const Zyx<std::int64_t> &)>
Ball(const Zyx<double> & center, const Zyx<double> & radius)
{
  return [=](const Zyx<std::int64_t> & at) {
    double sum = 0.0;
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      sum += std::pow((static_cast<double>(at[axis]) - center[axis]) / radius[axis], 2);
    }
    return sum <= 1.0;
  };
}

/** The center of what the surface encloses. */
Vector3
CenterOf(const Surface & surface)
{
  Vector3 sum{};
  double volume = 0.0;
  for (const auto & [i, j, k] : surface.triangles)
  {
    const Vector3 &a = surface.points[i], &b = surface.points[j], &c = surface.points[k];
    const double part =
        (a[0] * (b[1] * c[2] - b[2] * c[1]) + a[1] * (b[2] * c[0] - b[0] * c[2]) + a[2] * (b[0] * c[1] - b[1] * c[0])) /
        6.0;
    volume += part;
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      sum[axis] += part * (a[axis] + b[axis] + c[axis]) / 4.0;
    }
  }
  return {sum[0] / volume, sum[1] / volume, sum[2] / volume};
}

void
ExpectKeepsVolume(const Segmentation & labels, const SurfaceOptions & options = {})
{
  for (const Surface & surface : ExtractSurfaces(labels, options, {}))
  {
    const SurfaceMeasures measures = MeasureSurface(surface);
    EXPECT_TRUE(measures.isClosed) << surface.name;
    const double voxels = static_cast<double>(CountVoxels(labels)) * VoxelVolumeMm3(labels.layers.front().geometry);
    EXPECT_NEAR(measures.volumeMm3 / voxels, 1.0, 0.001) << surface.name;
  }
}

TEST(ExtractSurfaces, ABallHasItsVolumeAndNearlyItsArea)
{
  ImageGeometry geometry;
  geometry.size = {41, 43, 45};
  const Segmentation labels = Labels(geometry, Ball({20, 21, 22}, {15, 15, 15}));
  for (const double smoothing : {0.0, 0.3, 0.5, 1.0})
  {
    for (const double reduction : {0.0, 0.5, 0.9})
    {
      ExpectKeepsVolume(labels, {smoothing, reduction});
    }
  }
  const Surface smooth = ExtractSurfaces(labels, {0.5, 0.5}, {}).front();
  EXPECT_NEAR(MeasureSurface(smooth).areaMm2, 4 * std::numbers::pi * 15 * 15, 0.02 * 4 * std::numbers::pi * 15 * 15);
  for (const Vector3 & point : smooth.points)
  {
    EXPECT_NEAR(std::hypot(point[0] - 22, point[1] - 21, point[2] - 20), 15.0, 0.7);
  }
}

TEST(ExtractSurfaces, ReductionLeavesFewerTriangles)
{
  ImageGeometry geometry;
  geometry.size = {31, 31, 31};
  const Segmentation labels = Labels(geometry, Ball({15, 15, 15}, {12, 12, 12}));
  const std::size_t all = ExtractSurfaces(labels, {0.5, 0.0}, {}).front().triangles.size();
  const std::size_t fewer = ExtractSurfaces(labels, {0.5, 0.75}, {}).front().triangles.size();
  EXPECT_NEAR(static_cast<double>(fewer), 0.25 * static_cast<double>(all), 0.02 * static_cast<double>(all));
}

TEST(ExtractSurfaces, PlatesHolesAndBordersStayClosed)
{
  ImageGeometry geometry;
  geometry.size = {20, 30, 40};
  geometry.spacingMm = {5.0, 0.7, 0.7};
  const std::vector<std::pair<std::string, std::function<bool(const Zyx<std::int64_t> &)>>> shapes{
      {"plate", [](const auto & at) { return at.z == 7 && at.y > 2 && at.x > 2; }},
      {"everything", [](const auto &) { return true; }},
      {"hollow",
       [](const auto & at) {
         return Ball({10, 15, 20}, {8, 13, 18})(at) && !Ball({10, 15, 20}, {4, 6, 8})(at);
       }},
      {"touching edges", [](const auto & at) { return (at.x + at.y + at.z) % 7 < 2; }},
      {"touching corners", [](const auto & at) { return at.x % 2 == at.y % 2 && at.y % 2 == at.z % 2; }},
      {"voxel", [](const auto & at) { return at.x == 3 && at.y == 4 && at.z == 5; }}};
  for (const auto & [name, inside] : shapes)
  {
    for (const SurfaceOptions & options : {SurfaceOptions{0.0, 0.0}, {0.5, 0.0}, {0.0, 0.5}, {0.5, 0.5}})
    {
      SCOPED_TRACE(fmt::format("{}, smoothing {}, reduction {}", name, options.smoothing, options.reduction));
      ExpectKeepsVolume(Labels(geometry, inside), options);
    }
  }
}

TEST(ExtractSurfaces, LiesWhereTheVoxelsLieInAllOrdersOfAxes)
{
  ImageGeometry oblique = ObliqueGeometry();
  oblique.size = {17, 24, 21};
  const Segmentation labels = Labels(oblique, Ball({6, 13, 9}, {4, 7, 5}));
  const Vector3 expected = WorldFromVoxel(oblique, {6, 13, 9});
  for (const AxisOrder & order : AllAxisOrders())
  {
    const Segmentation reordered{{Reordered(labels.layers.front(), order)}, labels.segments};
    const Surface surface = ExtractSurfaces(reordered, {}, {}).front();
    EXPECT_TRUE(MeasureSurface(surface).isClosed);
    EXPECT_GT(MeasureSurface(surface).volumeMm3, 0.0) << "triangles face inwards";
    const Vector3 center = CenterOf(surface);
    for (std::size_t i = 0; i < 3; ++i)
    {
      EXPECT_NEAR(center[i], expected[i], 0.02);
    }
  }
}

TEST(ExtractSurfaces, LayersOverlapAndEmptySegmentsAreLeftOut)
{
  ImageGeometry geometry;
  geometry.size = {20, 20, 20};
  Segmentation labels = Labels(geometry, Ball({9, 9, 9}, {6, 6, 6}));
  labels.layers.push_back(Labels(geometry, Ball({9, 9, 9}, {3, 3, 3})).layers.front());
  labels.segments = {{1, "outer", {}, {}, 0}, {2, "nothing", {}, {}, 0}, {1, "inner", Rgb{1, 2, 3}, {}, 1}};
  const std::vector<Surface> surfaces = ExtractSurfaces(labels, {}, {});
  ASSERT_EQ(surfaces.size(), 2u);
  EXPECT_EQ(surfaces[0].name, "outer");
  EXPECT_EQ(surfaces[0].color, LabelColor(0));
  EXPECT_EQ(surfaces[1].name, "inner");
  EXPECT_EQ(surfaces[1].color, (Rgb{1, 2, 3}));
  EXPECT_GT(MeasureSurface(surfaces[0]).volumeMm3, 5 * MeasureSurface(surfaces[1]).volumeMm3);
}

TEST(ExtractSurfaces, TheHippocampusKeepsItsVolume)
{
  const Volume labels = ReadLabelMap(std::filesystem::path(VOX_HIPPOCAMPUS) / "label.nii.gz");
  const Segmentation segmentation{{labels}, {{1, "anterior", {}, {}, 0}, {2, "posterior", {}, {}, 0}}};
  const std::vector<Surface> surfaces = ExtractSurfaces(segmentation, {}, {});
  ASSERT_EQ(surfaces.size(), 2u);
  const std::int32_t * values = ValuesOf<std::int32_t>(labels.voxels);
  for (std::size_t s = 0; s < 2; ++s)
  {
    const auto voxels = std::count(values, values + labels.voxels.numel(), static_cast<std::int32_t>(s + 1));
    EXPECT_GT(voxels, 1000);
    const SurfaceMeasures measures = MeasureSurface(surfaces[s]);
    EXPECT_TRUE(measures.isClosed);
    EXPECT_NEAR(measures.volumeMm3 / (static_cast<double>(voxels) * VoxelVolumeMm3(labels.geometry)), 1.0, 0.001);
  }
}

TEST(BoundaryValues, PointsTakeTheNumberOfTheNearestBoundaryVoxel)
{
  ImageGeometry geometry = ObliqueGeometry();
  geometry.size = {12, 14, 16};
  const Segmentation labels = Labels(geometry, Ball({6, 7, 8}, {4, 5, 6}));
  const Volume & layer = labels.layers.front();
  const std::vector<std::uint8_t> boundary = BoundaryVoxels(layer, 1);
  const std::int32_t * label = ValuesOf<std::int32_t>(layer.voxels);
  std::vector<double> numbers;
  std::vector<Vector3> places;
  for (std::size_t i = 0; i < boundary.size(); ++i)
  {
    EXPECT_LE(boundary[i], label[i]);
    const auto voxel = static_cast<std::int64_t>(i);
    if (boundary[i] != 0)
    {
      numbers.push_back(static_cast<double>(places.size()));
      places.push_back(
          WorldFromVoxel(geometry, {static_cast<double>(voxel / (14 * 16)), static_cast<double>(voxel / 16 % 14),
                                    static_cast<double>(voxel % 16)}));
    }
  }
  EXPECT_LT(places.size(), static_cast<std::size_t>(CountVoxels(labels)));
  Surface surface = ExtractSurfaces(labels, {}, {}).front();
  SampleBoundaryValues(surface, layer, 1, numbers);
  ASSERT_EQ(surface.values.size(), surface.points.size());
  for (std::size_t i = 0; i < surface.points.size(); ++i)
  {
    const auto distance = [&](const Vector3 & place) {
      return std::hypot(place[0] - surface.points[i][0], place[1] - surface.points[i][1],
                        place[2] - surface.points[i][2]);
    };
    double nearest = 1e9;
    for (const Vector3 & place : places)
    {
      nearest = std::min(nearest, distance(place));
    }
    EXPECT_NEAR(distance(places[static_cast<std::size_t>(surface.values[i])]), nearest, 1e-9);
  }
}

TEST(BoundaryValues, APointFarFromAllOfThemTakesTheNearest)
{
  ImageGeometry geometry;
  geometry.size = {12, 14, 40};
  const Segmentation labels = Labels(
      geometry, [](const Zyx<std::int64_t> & at) { return at.z == 6 && at.y == 7 && (at.x == 3 || at.x == 12); });
  Surface surface;
  surface.points = {{3, 7, 6}, {30, 7, 6}};
  SampleBoundaryValues(surface, labels.layers.front(), 1, std::vector{1.5, 2.5});
  EXPECT_EQ(surface.values, (std::vector{1.5, 2.5}));
  VOX_EXPECT_ERROR(SampleBoundaryValues(surface, labels.layers.front(), 1, std::vector{1.5}), ErrorKind::Internal,
                   "found 1 numbers for 2 boundary voxels");
}

TEST(ExtractSurfaces, ReportsWhatIsDone)
{
  ImageGeometry geometry;
  geometry.size = {20, 20, 60};
  Segmentation labels = Labels(geometry, Ball({10, 10, 10}, {6, 6, 6}));
  const Volume & layer = labels.layers.front();
  const at::Tensor second = Labels(geometry, Ball({10, 10, 40}, {8, 8, 8})).layers.front().voxels;
  std::int32_t * const value = MutableValuesOf<std::int32_t>(layer.voxels);
  for (std::int64_t i = 0; i < layer.voxels.numel(); ++i)
  {
    value[i] = ValuesOf<std::int32_t>(second)[i] != 0 ? 2 : value[i];
  }
  labels.segments.push_back({2, "second", {}, {}, 0});
  std::vector<double> fractions;
  RunContext context;
  context.threads = 1;
  context.onProgress = [&](double fraction, std::string_view) { fractions.push_back(fraction); };
  EXPECT_EQ(ExtractSurfaces(labels, {}, context).size(), 2u);
  ASSERT_EQ(fractions.size(), 2u);
  EXPECT_GT(fractions[0], 0.5) << "the larger one comes first";
  EXPECT_LT(fractions[0], 0.9);
  EXPECT_EQ(fractions[1], 1.0);
}

TEST(ExtractSurfaces, RefusesNumbersOutOfRange)
{
  VOX_EXPECT_ERROR(Validate(SurfaceOptions{1.5}), ErrorKind::Usage, "smoothing: found 1.5, expected 0 to 1");
  VOX_EXPECT_ERROR(Validate(SurfaceOptions{0.5, 1.0}), ErrorKind::Usage, "reduction: found 1, expected 0 to below 1");
}

TEST(MeasureSurface, ATetrahedronIsClosedAndWithoutOneTriangleIsNot)
{
  Surface surface;
  surface.points = {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
  surface.triangles = {{0, 2, 1}, {0, 1, 3}, {0, 3, 2}, {1, 2, 3}};
  const SurfaceMeasures measures = MeasureSurface(surface);
  EXPECT_TRUE(measures.isClosed);
  EXPECT_NEAR(measures.volumeMm3, 1.0 / 6.0, 1e-12);
  EXPECT_NEAR(measures.areaMm2, 1.5 + std::sqrt(3.0) / 2.0, 1e-12);
  std::swap(surface.triangles[0][0], surface.triangles[0][1]);
  EXPECT_FALSE(MeasureSurface(surface).isClosed) << "one triangle is turned around";
  surface.triangles.pop_back();
  EXPECT_FALSE(MeasureSurface(surface).isClosed);
  EXPECT_FALSE(MeasureSurface({}).isClosed);
}

} // namespace
} // namespace vox::testing
