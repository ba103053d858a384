// SPDX-License-Identifier: Apache-2.0
#include "voxGridDescription.h"

#include "voxOrientation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace vox
{
namespace
{

/** The patient's axis (0: left-right, 1: front-back, 2: head-feet) that a tensor axis is nearest to. */
std::size_t
NearestPatientAxis(const ImageGeometry & geometry, std::size_t axis)
{
  std::size_t nearest = 0;
  for (std::size_t row = 1; row < 3; ++row)
  {
    if (std::abs(geometry.directionLps[row][axis]) > std::abs(geometry.directionLps[nearest][axis]))
    {
      nearest = row;
    }
  }
  return nearest;
}

/** Largest angle in degrees between an axis of the grid and the nearest axis of the patient. */
double
ObliqueDegrees(const ImageGeometry & geometry)
{
  double largest = 0.0;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    const double cosine = std::abs(geometry.directionLps[NearestPatientAxis(geometry, axis)][axis]);
    largest = std::max(largest, std::acos(std::min(1.0, cosine)));
  }
  return largest * 180.0 / std::numbers::pi;
}

/** The tensor axis across the slices. */
std::size_t
SliceAxis(const ImageGeometry & geometry)
{
  constexpr double alike = 1.1;
  const std::array spacings{geometry.spacingMm.z, geometry.spacingMm.y, geometry.spacingMm.x};
  const auto largest = std::ranges::max_element(spacings);
  const auto isSmaller = [&](const double & spacing) { return &spacing == &*largest || spacing * alike < *largest; };
  return std::ranges::all_of(spacings, isSmaller) ? static_cast<std::size_t>(largest - spacings.begin()) : 0;
}

std::string
Plane(const ImageGeometry & geometry)
{
  constexpr std::array names{"sagittal", "coronal", "axial"};
  return names[NearestPatientAxis(geometry, SliceAxis(geometry))];
}

} // namespace

std::string
GridWords(const ImageGeometry & geometry)
{
  const double oblique = ObliqueDegrees(geometry);
  const auto & [z, y, x] = geometry.spacingMm;
  return fmt::format("{} slices, {:.4g} x {:.4g} x {:.4g} mm, {} x {} x {} voxels, {}{}", Plane(geometry), x, y, z,
                     geometry.size.x, geometry.size.y, geometry.size.z, OrientationCode(geometry),
                     oblique > 0.1 ? fmt::format(", oblique by {:.1f} degrees", oblique) : "");
}

Json
GridJson(const ImageGeometry & geometry)
{
  return {{"size_zyx", {geometry.size.z, geometry.size.y, geometry.size.x}},
          {"spacing_mm_zyx", {geometry.spacingMm.z, geometry.spacingMm.y, geometry.spacingMm.x}},
          {"origin_lps_mm", geometry.originLps},
          {"direction_lps", geometry.directionLps},
          {"orientation", OrientationCode(geometry)},
          {"plane", Plane(geometry)},
          {"oblique_degrees", ObliqueDegrees(geometry)}};
}

} // namespace vox
