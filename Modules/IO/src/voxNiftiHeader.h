// SPDX-License-Identifier: Apache-2.0
#ifndef voxNiftiHeader_h
#define voxNiftiHeader_h

#include <cstdint>
#include <string>
#include <string_view>

namespace vox
{

/** The fields that matter here of the 348-byte header of NIfTI-1 (nifti1.h, NIfTI Data Format Working Group, 2003), in
 * either byte order. Holds whatever the bytes say; CheckNifti judges it. */
class NiftiHeader
{
public:
  static constexpr std::size_t byteCount = 348;

  explicit NiftiHeader(std::string bytes);

  /** The other byte order than this machine's. */
  [[nodiscard]] bool
  IsSwapped() const
  {
    return m_Swapped;
  }
  /** 348, or 540 for NIfTI-2; anything else is another format. */
  [[nodiscard]] std::int32_t DeclaredSize() const;
  /** "n+1" for one file, "ni1" for header and voxels in two. */
  [[nodiscard]] std::string_view Magic() const;
  /** Number of axes for i = 0, voxels along axis i (1 to 7) otherwise. */
  [[nodiscard]] int Dimension(int i) const;
  [[nodiscard]] int DataType() const;
  /** Distance of voxels along axis i (1 to 7). */
  [[nodiscard]] double Spacing(int i) const;
  /** Millimeters in the unit of the spacing and the position: 1000 for meters, 0.001 for micrometers, else 1. */
  [[nodiscard]] double UnitMm() const;
  /** Where the voxels begin in the file. */
  [[nodiscard]] std::uint64_t DataOffset() const;
  /** Factor and summand of the values; 1 and 0 where the header says "not scaled" by 0 or NaN. */
  [[nodiscard]] double Slope() const;
  [[nodiscard]] double Intercept() const;

  /** Number of voxels of all axes. */
  [[nodiscard]] std::uint64_t VoxelCount() const;
  /** Bytes of a voxel; 0 for the types that cannot be read (one bit, 128-bit floating point and its complex form). */
  [[nodiscard]] std::uint64_t VoxelSize() const;

private:
  template <typename T> [[nodiscard]] T Number(std::size_t offset) const;

  std::string m_Bytes;
  bool m_Swapped = false;
};

} // namespace vox

#endif
