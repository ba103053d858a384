// SPDX-License-Identifier: Apache-2.0
#ifndef voxNiftiHeader_h
#define voxNiftiHeader_h

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vox
{

/** The fields that matter here of a header of NIfTI-1 (nifti1.h, NIfTI Data Format Working Group, 2003) or NIfTI-2
 * (nifti2.h, 2011), as they stand in the file: nothing is judged. */
struct NiftiHeader
{
  int version = 1;
  bool swapped = false;              ///< in the other byte order than this machine's
  bool pair = false;                 ///< the voxels lie in a second file, .img
  std::array<std::int64_t, 8> dim{}; ///< number of axes, then voxels along each
  int dataType = 0;                  ///< NIFTI_TYPE_...
  std::array<double, 8> pixdim{};    ///< qfac, then the distance of voxels along each axis
  std::uint64_t voxelOffset = 0;     ///< where the voxels begin, after header and extensions
  double slope = 0.0;                ///< scl_slope
  double intercept = 0.0;            ///< scl_inter
  int intent = 0;                    ///< intent_code
  int units = 0;                     ///< xyzt_units
  int qformCode = 0;
  int sformCode = 0;
  std::array<double, 3> quaternion{}; ///< quatern_b, quatern_c, quatern_d
  std::array<double, 3> qoffset{};
  std::array<std::array<double, 4>, 3> srow{};

  /** Millimeters in the unit of lengths: 1000 for meters, 0.001 for micrometers, else 1. */
  [[nodiscard]] double UnitMm() const;
  /** True where the values are to be multiplied by the slope: it is neither 0 nor NaN nor infinite. */
  [[nodiscard]] bool HasScale() const;
  /** Voxels of all axes; 0 where an axis has none, or the number of axes is not 1 to 7, or too large to count. */
  [[nodiscard]] std::uint64_t VoxelCount() const;
};

/** Bytes of a header, by the number that it begins with. */
constexpr std::size_t kNifti1Bytes = 348;
constexpr std::size_t kNifti2Bytes = 540;

/** Reads the first bytes of a file, 540 or as many as there are. Empty where they are not NIfTI. */
[[nodiscard]] std::optional<NiftiHeader> ParseNiftiHeader(std::string_view bytes);

/** The 348 bytes of NIfTI-1 for these fields in this machine's byte order; `dim` must fit 16 bits. */
[[nodiscard]] std::string Nifti1Bytes(const NiftiHeader & header);

/** Bytes of a voxel; 0 for types that cannot be read (one bit, 128-bit floating point and its complex form). */
[[nodiscard]] std::size_t NiftiVoxelBytes(int dataType);

} // namespace vox

#endif
