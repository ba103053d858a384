// SPDX-License-Identifier: Apache-2.0
#include "voxCornerAreas.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

namespace vox
{
namespace
{

/** Sizes of the components of a normal, as long as its triangle's area, in eighths of a face between unit voxels. */
using Normal = std::array<double, 3>;

struct CornerClass
{
  unsigned int inside; ///< one pattern; the others are its rotations, reflections and complements
  std::vector<Normal> normals;
};

const std::vector<CornerClass> &
CornerClasses()
{
  static const std::vector<CornerClass> classes{
      {0b00000000, {}},
      {0b00000001, {{1, 1, 1}}},
      {0b00000011, {{2, 2, 0}, {2, 2, 0}}},
      {0b00000110, {{1, 1, 1}, {1, 1, 1}}},
      {0b00000111, {{1, 1, 1}, {2, 2, 2}, {4, 0, 0}}},
      {0b00001111, {{4, 0, 0}, {4, 0, 0}}},
      {0b00010110, {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}}},
      {0b00010111, {{1, 1, 1}, {1, 1, 1}, {2, 2, 2}, {2, 2, 2}}},
      {0b00011000, {{1, 1, 1}, {1, 1, 1}}},
      {0b00011001, {{0, 2, 2}, {0, 2, 2}, {1, 1, 1}}},
      {0b00011011, {{0, 2, 2}, {1, 1, 1}, {2, 0, 2}, {3, 3, 3}}},
      {0b00011110, {{1, 1, 1}, {1, 1, 1}, {2, 2, 2}, {4, 0, 0}}},
      {0b00111100, {{2, 2, 0}, {2, 2, 0}, {2, 2, 0}, {2, 2, 0}}},
      {0b01101001, {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}, {1, 1, 1}}},
  };
  return classes;
}

using Axes = std::array<std::size_t, 3>;

/** The pattern whose axis i is axis axes[i] of this one, mirrored along the axes whose bit is set in `mirrored`. */
unsigned int
Moved(unsigned int inside, const Axes & axes, unsigned int mirrored)
{
  unsigned int result = 0;
  for (unsigned int corner = 0; corner < 8; ++corner)
  {
    unsigned int source = 0;
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      source |= ((corner ^ mirrored) >> (2 - axis) & 1U) << (2 - axes[axis]);
    }
    result |= (inside >> source & 1U) << corner;
  }
  return result;
}

double
AreaMm2(std::span<const Normal> normals, const Axes & axes, const Normal & faceMm2)
{
  double sum = 0.0;
  for (const Normal & normal : normals)
  {
    double squared = 0.0;
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      squared += std::pow(normal[axes[axis]] / 8.0 * faceMm2[axis], 2);
    }
    sum += std::sqrt(squared);
  }
  return sum;
}

} // namespace

std::array<double, 256>
CornerAreasMm2(const Zyx<double> & spacingMm)
{
  const auto [z, y, x] = spacingMm;
  const Normal faceMm2{y * x, z * x, z * y};
  std::array<double, 256> areas{};
  for (const CornerClass & corner : CornerClasses())
  {
    Axes axes{0, 1, 2};
    do
    {
      const double area = AreaMm2(corner.normals, axes, faceMm2);
      for (unsigned int mirrored = 0; mirrored < 8; ++mirrored)
      {
        const unsigned int inside = Moved(corner.inside, axes, mirrored);
        areas[inside] = area;
        areas[0xFFU ^ inside] = area;
      }
    } while (std::ranges::next_permutation(axes).found);
  }
  return areas;
}

std::array<double, 16>
CornerLengthsMm(double spacingA, double spacingB)
{
  const double half = 0.5 * std::hypot(spacingA, spacingB);
  std::array<double, 16> lengths{};
  for (unsigned int inside = 1; inside < 15; ++inside)
  {
    const bool two = std::popcount(inside) == 2;
    const bool across = inside == 0b1001 || inside == 0b0110;
    const bool alongA = inside == 0b1010 || inside == 0b0101;
    lengths[inside] = !two ? half : across ? 2.0 * half : alongA ? spacingA : spacingB;
  }
  return lengths;
}

} // namespace vox
