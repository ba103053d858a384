// SPDX-License-Identifier: Apache-2.0
#include "voxNiftiWriter.h"

#include "voxError.h"
#include "voxGridAxes.h"
#include "voxNiftiHeader.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace vox
{
namespace
{

/** b, c and d of the quaternion of a rotation: the largest part is found first, since it divides the others. */
std::array<double, 3>
QuaternionOf(const Matrix3 & r)
{
  const double a = 1.0 + r[0][0] + r[1][1] + r[2][2];
  std::array<double, 4> q{};
  if (a > 0.5)
  {
    const double root = 0.5 * std::sqrt(a);
    q = {root, 0.25 * (r[2][1] - r[1][2]) / root, 0.25 * (r[0][2] - r[2][0]) / root, 0.25 * (r[1][0] - r[0][1]) / root};
  }
  else
  {
    const std::array<double, 3> squares{1.0 + r[0][0] - r[1][1] - r[2][2], 1.0 + r[1][1] - r[0][0] - r[2][2],
                                        1.0 + r[2][2] - r[0][0] - r[1][1]};
    const auto i = static_cast<std::size_t>(std::ranges::max_element(squares) - squares.begin());
    const std::size_t j = (i + 1) % 3;
    const std::size_t k = (i + 2) % 3;
    const double root = 0.5 * std::sqrt(squares[i]);
    q[i + 1] = root;
    q[j + 1] = 0.25 * (r[j][i] + r[i][j]) / root;
    q[k + 1] = 0.25 * (r[k][i] + r[i][k]) / root;
    q[0] = 0.25 * (r[k][j] - r[j][k]) / root;
  }
  const double sign = q[0] < 0.0 ? -1.0 : 1.0;
  return {sign * q[1], sign * q[2], sign * q[3]};
}

/** Sets pixdim, both forms with code 1 (scanner), and the unit mm. A grid whose axes lean has no q-form. */
void
SetNiftiGeometry(NiftiHeader & header, const ImageGeometry & geometry)
{
  constexpr int scanner = 1, millimetersAndSeconds = 10;
  Matrix3 direction{};
  for (std::size_t row = 0; row < 3; ++row)
  {
    const double sign = row < 2 ? -1.0 : 1.0;
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      direction[row][axis] = sign * geometry.directionLps[row][2 - axis];
      header.srow[row][axis] = direction[row][axis] * geometry.spacingMm[2 - axis];
      header.pixdim[axis + 1] = geometry.spacingMm[2 - axis];
    }
    header.srow[row][3] = header.qoffset[row] = sign * geometry.originLps[row];
  }
  header.sformCode = scanner;
  header.units = millimetersAndSeconds;
  header.pixdim[0] = 1.0;
  constexpr double ofFloatDegrees = 1e-4;
  if (LeanDegrees(direction) > ofFloatDegrees)
  {
    return;
  }
  const bool leftHanded = Determinant(direction) < 0.0;
  for (auto & row : direction)
  {
    row[2] *= leftHanded ? -1.0 : 1.0;
  }
  header.pixdim[0] = leftHanded ? -1.0 : 1.0;
  header.qformCode = scanner;
  header.quaternion = QuaternionOf(direction);
}

} // namespace

void
WriteNifti(const std::filesystem::path & temporary, const NiftiContent & content, bool compress,
           const std::filesystem::path & path)
{
  const Zyx<std::int64_t> & size = content.geometry.size;
  if (const double lean = LeanDegrees(content.geometry.directionLps); lean > kMostLeanDegrees)
  {
    Fail(ErrorKind::BadInput,
         "{}: found a grid whose axes lean by {:.2f} degrees, expected at most {} in a NIfTI file, which few programs "
         "read otherwise; choose .nrrd or .mha, or give labels the grid of an image (--like)",
         path.string(), lean, kMostLeanDegrees);
  }
  NiftiHeader header;
  header.dim = {3, size.x, size.y, size.z, 1, 1, 1, 1};
  if (content.components > 1)
  {
    constexpr int vector = 1007;
    header.intent = vector;
    header.dim[0] = 5;
    header.dim[5] = content.components;
  }
  for (std::size_t axis = 1; axis < header.dim.size(); ++axis)
  {
    constexpr std::int64_t most = 32767;
    if (header.dim[axis] > most)
    {
      Fail(ErrorKind::BadInput,
           "{}: found {} voxels along axis {}, expected at most {} in a NIfTI file; choose .nrrd or "
           ".mha",
           path.string(), header.dim[axis], axis, most);
    }
  }
  header.dataType = content.dataType;
  header.slope = 1.0;
  const std::string ending = content.extensions.empty() ? std::string(4, '\0') : std::string("\1\0\0\0", 4);
  header.voxelOffset = kNifti1Bytes + ending.size() + content.extensions.size();
  SetNiftiGeometry(header, content.geometry);
  const auto voxels = static_cast<std::uint64_t>(Product(size) * content.components);
  WriteRaw(
      temporary,
      {Nifti1Bytes(header) + ending + content.extensions, voxels * NiftiVoxelBytes(content.dataType), content.fill},
      compress, path);
}

} // namespace vox
