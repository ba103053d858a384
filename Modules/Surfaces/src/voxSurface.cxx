// SPDX-License-Identifier: Apache-2.0
#include "voxSurface.h"

#include "voxVectorAlgebra.h"

#include <algorithm>
#include <numeric>
#include <span>
#include <utility>

namespace vox
{
namespace
{

/** An edge at its end with the smaller number. */
struct Edge
{
  std::uint32_t other;
  bool ascends; ///< the triangle runs from the smaller number to the larger one
};

/** Each edge is there twice, once in each direction. */
bool
ArePairs(std::span<Edge> edges)
{
  std::ranges::sort(edges, {}, [](const Edge & edge) { return std::pair(edge.other, edge.ascends); });
  for (std::size_t i = 0; i < edges.size(); i += 2)
  {
    const auto isSame = [&](std::size_t k) { return k < edges.size() && edges[k].other == edges[i].other; };
    if (!isSame(i + 1) || isSame(i + 2) || edges[i].ascends == edges[i + 1].ascends)
    {
      return false;
    }
  }
  return true;
}

/** Edges lie by their points, a handful at each: to sort all of them would take most of the time of making surfaces. */
bool
IsClosed(const Surface & surface)
{
  const auto forEachEdge = [&](auto && use) {
    for (const auto & triangle : surface.triangles)
    {
      for (std::size_t corner = 0; corner < 3; ++corner)
      {
        const std::uint32_t from = triangle[corner];
        const std::uint32_t to = triangle[(corner + 1) % 3];
        use(std::min(from, to), Edge{std::max(from, to), from < to});
      }
    }
  };
  std::vector<std::size_t> ends(surface.points.size() + 1); // of the edges of each point, once they are placed
  forEachEdge([&](std::uint32_t point, const Edge &) { ++ends[point + 1]; });
  std::partial_sum(ends.begin(), ends.end(), ends.begin());
  std::vector<Edge> edges(3 * surface.triangles.size());
  forEachEdge([&](std::uint32_t point, const Edge & edge) { edges[ends[point]++] = edge; });
  std::size_t begin = 0;
  for (std::size_t point = 0; point < surface.points.size(); ++point)
  {
    if (!ArePairs(std::span(edges).subspan(begin, ends[point] - begin)))
    {
      return false;
    }
    begin = ends[point];
  }
  return !edges.empty();
}

} // namespace

SurfaceSize
SizeOf(const Surface & surface)
{
  SurfaceSize size;
  if (surface.triangles.empty())
  {
    return size;
  }
  const Vector3 & origin = surface.points[surface.triangles.front()[0]]; // near by, so that little is lost to rounding
  for (const auto & triangle : surface.triangles)
  {
    const Vector3 a = Minus(surface.points[triangle[0]], origin);
    const Vector3 b = Minus(surface.points[triangle[1]], origin);
    const Vector3 c = Minus(surface.points[triangle[2]], origin);
    size.areaMm2 += Norm(Cross(Minus(b, a), Minus(c, a))) / 2.0;
    size.volumeMm3 += Dot(a, Cross(b, c)) / 6.0;
  }
  return size;
}

SurfaceMeasures
MeasureSurface(const Surface & surface)
{
  return {SizeOf(surface), IsClosed(surface)};
}

std::vector<Vector3>
PointNormals(const Surface & surface)
{
  std::vector<Vector3> normals(surface.points.size(), Vector3{});
  for (const auto & triangle : surface.triangles)
  {
    const Vector3 & a = surface.points[triangle[0]];
    const Vector3 twiceArea = Cross(Minus(surface.points[triangle[1]], a), Minus(surface.points[triangle[2]], a));
    for (const std::uint32_t corner : triangle)
    {
      normals[corner] = Plus(normals[corner], twiceArea);
    }
  }
  for (Vector3 & normal : normals)
  {
    const double length = Norm(normal);
    normal = Times(normal, length > 0.0 ? 1.0 / length : 0.0);
  }
  return normals;
}

} // namespace vox
