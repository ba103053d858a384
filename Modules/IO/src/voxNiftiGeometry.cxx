// SPDX-License-Identifier: Apache-2.0
#include "voxNiftiGeometry.h"

#include "voxError.h"

#include <algorithm>
#include <cmath>

namespace vox
{
namespace
{

constexpr const char * kSform = "srow_x, srow_y, srow_z (the s-form)";
constexpr const char * kQform = "quatern_b, quatern_c, quatern_d (the q-form)";

Zyx<std::int64_t>
SizeOf(const NiftiHeader & header)
{
  const auto axis = [&](std::int64_t i) { return i <= header.dim[0] ? header.dim[static_cast<std::size_t>(i)] : 1; };
  return {axis(3), axis(2), axis(1)};
}

/** The distance of voxels that pixdim tells, in mm and without sign; 1 where an axis of one voxel says nothing. */
double
Pixdim(const NiftiHeader & header, std::size_t axis)
{
  const double value = std::abs(header.pixdim[axis + 1]);
  return value > 0.0 && std::isfinite(value) ? value * header.UnitMm() : 1.0;
}

void
RequirePixdim(const NiftiHeader & header, const std::filesystem::path & path, std::vector<std::string> & notes)
{
  const Zyx<std::int64_t> size = SizeOf(header);
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    const double value = header.pixdim[axis + 1];
    const bool tells = value != 0.0 && std::isfinite(value);
    if (!tells && size[2 - axis] > 1)
    {
      Fail(ErrorKind::BadInput,
           "{}: pixdim[{}]: the voxel spacing along {} is {}, expected millimeters above 0; repair its header",
           path.string(), axis + 1, "xyz"[axis], value);
    }
    if (value < 0.0 && header.sformCode <= 0)
    {
      Fail(ErrorKind::BadInput,
           "{}: pixdim[{}]: the voxel spacing along {} is {}, expected millimeters above 0, since there is no s-form "
           "(sform_code is {}); repair its header",
           path.string(), axis + 1, "xyz"[axis], value, header.sformCode);
    }
    if (value < 0.0)
    {
      notes.push_back(
          fmt::format("{}: pixdim[{}] is {}, below 0; the s-form tells the direction", path.string(), axis + 1, value));
    }
  }
}

/** A plane may have an s-form without a third axis, which is then at right angles to the others. */
void
CompletePlane(const NiftiHeader & header, RasGrid & grid)
{
  Matrix3 & m = grid.steps;
  if (grid.size.z != 1 || std::hypot(m[0][2], m[1][2], m[2][2]) > 0.0)
  {
    return;
  }
  const Vector3 normal{m[1][0] * m[2][1] - m[2][0] * m[1][1], m[2][0] * m[0][1] - m[0][0] * m[2][1],
                       m[0][0] * m[1][1] - m[1][0] * m[0][1]};
  const double length = std::hypot(normal[0], normal[1], normal[2]);
  for (std::size_t row = 0; row < 3 && length > 0.0; ++row)
  {
    m[row][2] = normal[row] / length * Pixdim(header, 2);
  }
}

ImageGeometry
FromSform(const NiftiHeader & header, const std::filesystem::path & path, std::vector<std::string> & notes)
{
  RasGrid grid{SizeOf(header), {}, {}};
  for (std::size_t row = 0; row < 3; ++row)
  {
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      grid.steps[row][axis] = header.srow[row][axis] * header.UnitMm();
    }
    grid.origin[row] = header.srow[row][3] * header.UnitMm();
  }
  CompletePlane(header, grid);
  ImageGeometry geometry = StraightGrid(grid, path, kSform, notes);
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    constexpr double ofFloat = 2e-6, told = 1e-3;
    double & spacing = geometry.spacingMm[2 - axis];
    const double pixdim = Pixdim(header, axis);
    const double difference = std::abs(spacing - pixdim);
    if (difference <= ofFloat * spacing)
    {
      spacing = pixdim;
    }
    else if (difference > told * spacing && geometry.size[2 - axis] > 1)
    {
      notes.push_back(fmt::format("{}: pixdim[{}] is {:.6g} mm, but the s-form's step along {} is {:.6g} mm, which is "
                                  "used",
                                  path.string(), axis + 1, pixdim, "xyz"[axis], spacing));
    }
  }
  return geometry;
}

/** a of the quaternion (a, b, c, d) of length 1. */
double
RealPart(const std::array<double, 3> & q)
{
  return std::sqrt(std::max(0.0, 1.0 - (q[0] * q[0] + q[1] * q[1] + q[2] * q[2])));
}

ImageGeometry
FromQform(const NiftiHeader & header, const std::filesystem::path & path, std::vector<std::string> & notes)
{
  std::array<double, 3> q = header.quaternion;
  const double length = std::sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2]);
  if (!(length <= 1.0 + 1e-3))
  {
    Fail(ErrorKind::BadInput, "{}: {}: found the length {}, expected at most 1; repair its header", path.string(),
         kQform, length);
  }
  for (double & part : q)
  {
    part /= std::max(1.0, length);
  }
  const double a = RealPart(q);
  const auto [b, c, d] = q;
  const double qfac = header.pixdim[0] < 0.0 ? -1.0 : 1.0;
  const Vector3 lengths{Pixdim(header, 0), Pixdim(header, 1), qfac * Pixdim(header, 2)};
  RasGrid grid{SizeOf(header),
               {{{a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c)},
                 {2 * (b * c + a * d), a * a + c * c - b * b - d * d, 2 * (c * d - a * b)},
                 {2 * (b * d - a * c), 2 * (c * d + a * b), a * a + d * d - c * c - b * b}}},
               {}};
  for (std::size_t row = 0; row < 3; ++row)
  {
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      grid.steps[row][axis] *= lengths[axis];
    }
    grid.origin[row] = header.qoffset[row] * header.UnitMm();
  }
  ImageGeometry geometry = StraightGrid(grid, path, kQform, notes);
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    geometry.spacingMm[2 - axis] = std::abs(lengths[axis]);
  }
  return geometry;
}

/** Radians by which a q-form of float32 numbers is uncertain: near a half turn its real part by up to 5e-4, the angle
 * by twice as much. */
double
QuaternionError(const NiftiHeader & header)
{
  constexpr double squareError = 2.5e-7;
  const double a = RealPart(header.quaternion);
  const double error = std::min(std::sqrt(squareError), squareError / std::max(a, 1e-12));
  return 2.0 * error; // also of NIfTI-2, whose numbers often come from a NIfTI-1 file
}

void
CompareForms(const ImageGeometry & used, const NiftiHeader & header, const std::filesystem::path & path,
             std::vector<std::string> & notes)
{
  std::vector<std::string> unused;
  try
  {
    const ImageGeometry other = FromQform(header, path, unused);
    const auto radius = [&] {
      double sum = 0.0;
      for (std::size_t axis = 0; axis < 3; ++axis)
      {
        sum += std::pow(static_cast<double>(used.size[axis]) * used.spacingMm[axis], 2);
      }
      return std::sqrt(sum);
    };
    const double distance = CornerDistanceMm(used, other);
    if (CornerDistanceVoxels(used, other) > 1e-3 && distance > QuaternionError(header) * radius())
    {
      notes.push_back(
          fmt::format("{}: its s-form (sform_code {}) and its q-form (qform_code {}) differ by {:.3g} mm at "
                      "a corner; the s-form is used",
                      path.string(), header.sformCode, header.qformCode, distance));
    }
  }
  catch (const Error &)
  {
    notes.push_back(fmt::format("{}: its q-form (qform_code {}) is not valid; the s-form (sform_code {}) is used",
                                path.string(), header.qformCode, header.sformCode));
  }
}

} // namespace

ImageGeometry
GeometryOfNifti(const NiftiHeader & header, const std::filesystem::path & path, std::vector<std::string> & notes)
{
  RequirePixdim(header, path, notes);
  if (header.UnitMm() != 1.0)
  {
    notes.push_back(fmt::format("{}: lengths are in {} (xyzt_units {}); converted to millimeters", path.string(),
                                header.UnitMm() > 1.0 ? "meters" : "micrometers", header.units));
  }
  if (header.sformCode > 0)
  {
    const ImageGeometry geometry = FromSform(header, path, notes);
    if (header.qformCode > 0)
    {
      CompareForms(geometry, header, path, notes);
    }
    return geometry;
  }
  if (header.qformCode > 0)
  {
    return FromQform(header, path, notes);
  }
  notes.push_back(fmt::format("{}: has neither s-form nor q-form (sform_code and qform_code are 0), so that left and "
                              "right are not known; x is taken to run to the left, y to the back, z up",
                              path.string()));
  ImageGeometry geometry;
  geometry.size = SizeOf(header);
  geometry.spacingMm = {Pixdim(header, 2), Pixdim(header, 1), Pixdim(header, 0)};
  return geometry;
}

} // namespace vox
