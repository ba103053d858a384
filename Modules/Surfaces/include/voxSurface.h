// SPDX-License-Identifier: Apache-2.0
#ifndef voxSurface_h
#define voxSurface_h

#include "voxImageGeometry.h"
#include "voxLabelColors.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace vox
{

/** The boundary of a structure as triangles. */
struct Surface
{
  std::string name;
  Rgb color{255, 255, 255};
  std::vector<Vector3> points;                         ///< LPS, mm
  std::vector<std::array<std::uint32_t, 3>> triangles; ///< of points, counterclockwise seen from outside
  std::vector<double> values;                          ///< one for each point, such as a distance in mm; empty: none
};

/** Area and enclosed volume of a surface. */
struct SurfaceSize
{
  double areaMm2 = 0.0;
  double volumeMm3 = 0.0; ///< sum of signed tetrahedra; above 0 where triangles face outwards
};

struct SurfaceMeasures : SurfaceSize
{
  bool isClosed = false; ///< each edge belongs to exactly two triangles, which run along it in opposite directions
};

/** Of no triangle: 0 and 0. */
[[nodiscard]] SurfaceSize SizeOf(const Surface & surface);

/** Of no triangle: 0, 0 and not closed. */
[[nodiscard]] SurfaceMeasures MeasureSurface(const Surface & surface);

/** Unit normals of the points: the mean of their triangles' normals, weighted by area. Zero for points without one. */
[[nodiscard]] std::vector<Vector3> PointNormals(const Surface & surface);

} // namespace vox

#endif
